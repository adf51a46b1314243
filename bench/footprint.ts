import { setTimeout as delay } from 'node:timers/promises'
import { Berth } from '../test/whole/berth.ts'
import { startMany } from './footprint/many.ts'
import { atMost, conclude, cpuSeconds, residentMb, rounded } from './measure/figures.ts'

/**
 * What Berth takes while it does nothing: 30 sleeping apps in real containers, half of them paused. And how soon
 * an engine with 300 (on the Docker in memory that keeps the real one's contract) answers after its start.
 */
const apps = 30
/** Seconds that are watched. */
const watched = 20

const { engineMb, gatewayMb, usedMb, cpu } = await sleeping()
const starts = [await startMany(300), await startMany(300), await startMany(300)].toSorted((a, b) => a - b)
const served = rounded(starts[1] ?? NaN)
conclude(
  'footprint',
  { apps, engine_mb: engineMb, gateway_mb: gatewayMb, gateway_after_use_mb: usedMb, cpu_percent: cpu, many: 300, many_served_s: served },
  { engine_mb: atMost(engineMb, 120), gateway_mb: atMost(gatewayMb, 70), cpu_percent: atMost(cpu, 1), many_served_s: atMost(served, 3) },
)

async function sleeping(): Promise<{ engineMb: number; gatewayMb: number; usedMb: number; cpu: number }> {
  await using berth = await Berth.open({ built: true, pause: 5 })
  const names = Array.from({ length: apps }, (_, at) => `app-${at}`)
  for (const name of names) {
    await berth.install('hello', { name })
    await berth.becomes(name, 'stopped')
  }
  for (const name of names.slice(apps / 2)) await berth.visit(name)
  for (const name of names.slice(apps / 2)) await berth.becomes(name, 'paused', 40)
  const gateway = await berth.gatewayPid()
  const usedMb = await residentMb(gateway)
  // As after the machine was switched on: both started, everything asleep, nothing to do.
  await berth.killEngine('SIGTERM')
  process.kill(gateway, 'SIGTERM')
  await berth.start()
  await delay(10_000)
  const pids = [berth.enginePid, await berth.gatewayPid()]
  const used = async (): Promise<number> => (await Promise.all(pids.map(cpuSeconds))).reduce((a, b) => a + b)
  const before = await used()
  await delay(watched * 1000)
  const cpu = rounded((((await used()) - before) / watched) * 100)
  const [engineMb = NaN, gatewayMb = NaN] = await Promise.all(pids.map(residentMb))
  return { engineMb, gatewayMb, usedMb, cpu }
}
