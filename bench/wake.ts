import { request } from 'node:http'
import { run } from '../src/kit/run.ts'
import { until } from '../src/kit/until.ts'
import { Berth } from '../test/whole/berth.ts'
import { atMost, conclude, quantile, rounded } from './measure/figures.ts'

/**
 * What waking costs. From paused: a request to a paused app beside the same request to the running one. From
 * stopped: a request to a stopped app beside `docker start` of the same container and its first answer, in turn.
 * And a hundred visitors at once, who must start it once.
 */
const paused = 30
const rounds = 15

await using berth = await Berth.open({ built: true, pause: 5, stop: 3600 })
const figures = { ...(await fromPaused()), ...(await fromStopped()), hundred_starts: await hundred() }
conclude('wake', figures, {
  paused_added_p50_ms: atMost(figures.paused_added_p50_ms, 30),
  stopped_added_p50_ms: atMost(figures.stopped_added_p50_ms, 50),
  hundred_starts: atMost(figures.hundred_starts, 1),
})

/** Many apps fall asleep side by side and are woken one after another. */
async function fromPaused(): Promise<{ running_p50_ms: number; paused_added_p50_ms: number; paused_added_p95_ms: number }> {
  const names = Array.from({ length: paused }, (_, at) => `doze-${at}`)
  for (const name of names) {
    await berth.install('hello', { name })
    await berth.becomes(name, 'stopped')
    await berth.visit(name)
  }
  for (const name of names) await berth.becomes(name, 'paused', 60)
  const asleep: number[] = []
  const awake: number[] = []
  for (const name of names) {
    asleep.push(await timed(() => berth.visit(name)))
    awake.push(await timed(() => berth.visit(name)))
  }
  const running = quantile(awake, 0.5)
  return { running_p50_ms: rounded(running), paused_added_p50_ms: rounded(quantile(asleep, 0.5) - running), paused_added_p95_ms: rounded(quantile(asleep, 0.95) - running) }
}

async function fromStopped(): Promise<{ docker_p50_ms: number; stopped_p50_ms: number; stopped_added_p50_ms: number }> {
  const [ours, bare] = ['doze-0', 'doze-1']
  await stop(bare)
  const container = (await run(['docker', 'ps', '-aq', '--filter', `label=berth.instance=${bare}`, '--filter', `label=berth.engine=${await engine()}`])).out.trim()
  const seen: { ours: number[]; docker: number[] } = { ours: [], docker: [] }
  for (let round = 0; round < rounds; round++) {
    await stop(ours)
    await allow(ours)
    seen.ours.push(await timed(() => berth.visit(ours)))
    seen.docker.push(await timed(() => startBare(container)))
    await run(['docker', 'stop', '--time', '0', container])
  }
  const [us, docker] = [quantile(seen.ours, 0.5), quantile(seen.docker, 0.5)]
  return { docker_p50_ms: rounded(docker), stopped_p50_ms: rounded(us), stopped_added_p50_ms: rounded(us - docker) }
}

/** Docker alone: the container's start through the daemon's own API, then its first answer. */
async function startBare(container: string): Promise<void> {
  await asks({ socketPath: '/var/run/docker.sock', method: 'POST', path: `/containers/${container}/start` })
  const inspected = JSON.parse(await asks({ socketPath: '/var/run/docker.sock', path: `/containers/${container}/json` })) as { NetworkSettings: { Networks: Record<string, { IPAddress: string }> } }
  const host = Object.values(inspected.NetworkSettings.Networks)[0]?.IPAddress ?? ''
  while ((await asks({ host, port: 8080, path: '/' }).catch(() => '')) === '') await new Promise((resolve) => setTimeout(resolve, 2))
}

async function hundred(): Promise<number> {
  await stop('doze-2')
  await allow('doze-2')
  const since = Math.floor(Date.now() / 1000)
  await Promise.all(Array.from({ length: 100 }, () => berth.visit('doze-2')))
  const end = Math.ceil(Date.now() / 1000) + 1
  const argv = [
    'docker',
    'events',
    '--since',
    String(since),
    '--until',
    String(end),
    '--filter',
    'label=berth.instance=doze-2',
    '--filter',
    `label=berth.engine=${await engine()}`,
    '--filter',
    'event=start',
  ] as const
  return (await run([...argv])).out.split('\n').filter(Boolean).length
}

async function stop(name: string): Promise<void> {
  await berth.json(`/api/instances/${name}/stop`, { method: 'POST' })
  await berth.becomes(name, 'stopped')
}

/** Off no more, and still asleep: the next visit wakes it. */
async function allow(name: string): Promise<void> {
  await berth.json(`/api/instances/${name}`, { method: 'PATCH', body: { mode: 'on-request' } })
  await until(async () => ((await berth.instance(name))?.cause === null ? true : undefined), { deadline: 5000 })
}

async function engine(): Promise<string> {
  return (await berth.json<{ engine: string }>('/api/health')).engine
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now()
  await work()
  return performance.now() - began
}

function asks(where: { socketPath?: string; host?: string; port?: number; path: string; method?: string }): Promise<string> {
  return new Promise((resolve, reject) => {
    const asked = request({ ...where, agent: false }, (answer) => {
      let text = ''
      answer.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
      answer.on('end', () => resolve(text))
    })
    asked.on('error', reject)
    asked.end()
  })
}
