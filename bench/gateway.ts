import { readFile } from 'node:fs/promises'
import { startCaddy } from './gateway/caddy.ts'
import { requestsPerSecond, writeScript } from './gateway/load.ts'
import { startNginx, startUpstream } from './gateway/nginx.ts'
import { cookieOf, newKey, Ours } from './gateway/ours.ts'
import { Folder, hosts, ports } from './gateway/place.ts'
import { steadyLatencies } from './gateway/steady.ts'

/**
 * Berth's gateway beside Caddy and nginx: 500 routes, access rules on (ours), 64 connections, one core
 * for the proxy; then the latency it adds at 2,000 requests a second. Rounds are interleaved, figures medians.
 */
const rounds = 5
const seconds = 3

await using folder = await Folder.open()
const key = newKey()
await using running = new AsyncDisposableStack()
running.use(await startUpstream(folder))
const ours = running.use(await Ours.start(folder, key))
running.use(await startCaddy(folder))
running.use(await startNginx(folder))

const sizes = { '1kb': await writeScript(folder, key, '/1k'), '100kb': await writeScript(folder, key, '/100k') }
const peers = { ours: ports.ours, caddy: ports.caddy, nginx: ports.nginx }
const idle = await residentMb(ours.program.pid)

for (const port of Object.values(peers)) await requestsPerSecond(port, sizes['1kb'], 2)
const figures: Record<string, number> = {}
for (const [size, script] of Object.entries(sizes)) {
  const seen = await interleaved((port) => requestsPerSecond(port, script, seconds))
  for (const [peer, rps] of Object.entries(seen)) figures[`${peer}_rps_${size}`] = Math.round(rps)
  figures[`ratio_${size}`] = round(seen.ours / seen.caddy)
}
Object.assign(figures, await addedLatency())
figures['ours_mb_idle'] = idle
figures['ours_mb_after'] = await residentMb(ours.program.pid)

const goals = {
  ratio_1kb: { is: figures['ratio_1kb'], want: '>=1.3', ok: (figures['ratio_1kb'] ?? 0) >= 1.3 },
  added_p50_ms: { is: figures['added_p50_ms'], want: '<=1', ok: (figures['added_p50_ms'] ?? 99) <= 1 },
  added_p99_ms: { is: figures['added_p99_ms'], want: '<=5', ok: (figures['added_p99_ms'] ?? 99) <= 5 },
}
console.log(JSON.stringify({ bench: 'gateway', figures, goals, ok: Object.values(goals).every((goal) => goal.ok) }))

async function interleaved(measure: (port: number) => Promise<number>): Promise<Record<keyof typeof peers, number>> {
  const seen: Record<keyof typeof peers, number[]> = { ours: [], caddy: [], nginx: [] }
  for (let round = 0; round < rounds; round++) {
    for (const peer of ['ours', 'caddy', 'nginx'] as const) seen[peer].push(await measure(peers[peer]))
    console.log(JSON.stringify(seen))
  }
  return { ours: median(seen.ours), caddy: median(seen.caddy), nginx: median(seen.nginx) }
}

/** How much later an answer of 1 KB comes through the gateway than straight from the app. */
async function addedLatency(): Promise<Record<string, number>> {
  const heads = hosts.map((host, index) => `GET /1k HTTP/1.1\r\nHost: ${host}\r\nCookie: ${cookieOf(index, key)}\r\n\r\n`)
  const ask = (port: number) => steadyLatencies({ port, heads, perSecond: 2000, seconds: 5, body: 1024 })
  const added: { p50: number[]; p99: number[] } = { p50: [], p99: [] }
  for (let round = 0; round < 3; round++) {
    const straight = await ask(ports.upstream)
    const through = await ask(ports.ours)
    added.p50.push(at(through, 0.5) - at(straight, 0.5))
    added.p99.push(at(through, 0.99) - at(straight, 0.99))
    console.log(JSON.stringify({ straight: [at(straight, 0.5), at(straight, 0.99)].map(round2), through: [at(through, 0.5), at(through, 0.99)].map(round2) }))
  }
  return { added_p50_ms: round2(median(added.p50)), added_p99_ms: round2(median(added.p99)) }
}

async function residentMb(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8')
  return Math.round(Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? 0) / 1024)
}

function at(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN
}

function median(values: readonly number[]): number {
  return at(
    [...values].sort((a, b) => a - b),
    0.5,
  )
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}

function round2(value: number): number {
  return Math.round(value * 1000) / 1000
}
