import { headOf, requestsPerSecond, scriptOf } from './gateway/load.ts'
import { startUpstream } from './gateway/nginx.ts'
import { cookieOf, newKey, Ours } from './gateway/ours.ts'
import { Folder, hosts, ports } from './gateway/place.ts'
import { atMost, conclude, quantile, rounded } from './measure/figures.ts'

/**
 * What access costs: 250 apps that anybody may use beside 250 that are for members, with paths that differ, each asked by
 * somebody who is signed in and told so to the app (`Remote-*`, a signed statement). One gateway, one core, 64 connections;
 * rounds are interleaved, figures medians.
 */
const rounds = 7
const seconds = 3

await using folder = await Folder.open()
const key = newKey()
await using running = new AsyncDisposableStack()
running.use(await startUpstream(folder))
running.use(await Ours.start(folder, key, (index) => (index % 2 === 0 ? { access: 'public', paths: {} } : { access: 'members', paths: { '/admin': 'private', '/share': 'public' } })))

const half = (rest: number): string[] => hosts.flatMap((host, index) => (index % 2 === rest ? [headOf(host, '/1k', index % 2 === 0 ? 'theme=dark' : cookieOf(index, key))] : []))
const scripts = { open: await scriptOf(folder, 'open', half(0)), protected: await scriptOf(folder, 'protected', half(1)) }

for (const script of Object.values(scripts)) await requestsPerSecond(ports.ours, script, 2)
const seen: Record<keyof typeof scripts, number[]> = { open: [], protected: [] }
for (let round = 0; round < rounds; round++) {
  for (const kind of ['open', 'protected'] as const) seen[kind].push(await requestsPerSecond(ports.ours, scripts[kind], seconds))
  console.log(JSON.stringify(seen))
}

const [open, guarded] = [quantile(seen.open, 0.5), quantile(seen.protected, 0.5)]
const cost = rounded(100 * (1 - guarded / open))
conclude('access', { open_rps: Math.round(open), protected_rps: Math.round(guarded), ratio: rounded(guarded / open), cost_percent: cost }, { cost_percent: atMost(cost, 15) })
