import { createHmac, randomBytes, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createNodeMiddleware, Webhooks } from '@octokit/webhooks'
import { Agent, request } from 'undici'
import { until } from '../src/kit/until.ts'
import type { PreviewView } from '../src/model/preview.ts'
import { page, Reviewer } from '../test/whole/reviewer.ts'
import { atMost, conclude, quantile, rounded } from './measure/figures.ts'

/**
 * A storm of webhooks: 1,000 deliveries of a hundred pull requests over 16 connections, through the gateway, each kept on
 * the disk before it is answered; beside GitHub's own library, which checks the signature and keeps nothing. Then whether
 * none was lost or doubled, and whether a build began whose commit a newer one had taken the place of.
 */
const [pulls, commits, connections] = [100, 10, 16]

interface Hook {
  readonly id: string
  readonly body: string
  readonly signature: string
}

await using reviewer = await Reviewer.open({ built: true })
const { berth, github } = reviewer
const [sample, { secret }] = [await samplePayload(), reviewer]
const hooks = madeHooks(sample, secret)
const peer = await peerServer(secret)
await storm(`http://127.0.0.1:${berth.port}/doors/preview/github`, madeHooks(sample, secret, 5000, 200)) // as on a machine that has run for a while
const ours = await storm(`http://127.0.0.1:${berth.port}/doors/preview/github`, hooks)
const doubled = await storm(`http://127.0.0.1:${berth.port}/doors/preview/github`, hooks.slice(0, 100))
await storm(peer.url, hooks.slice(0, 200))
const bare = await storm(peer.url, hooks)
await peer.close()

const heads = new Map(hooks.map(({ body }) => [pullOf(body).number, pullOf(body).head.sha]))
const settled = async (): Promise<readonly PreviewView[] | undefined> => {
  const views = (await berth.json<PreviewView[]>('/api/previews')).filter(({ of }) => of.kind === 'pull' && heads.has(of.number))
  return views.length === pulls && views.every(({ of, head }) => of.kind === 'pull' && heads.get(of.number) === head.commit) ? views : undefined
}
const views = await until(settled, { deadline: 120_000, longest: 250 })
const late = (await berth.jobs()).filter(({ kind, state, attempts, title }) => kind === 'preview' && state !== 'cancelled' && attempts > 0 && isSuperseded(title))

const kept = ours.statuses.filter((status) => status === 202).length
const again = doubled.statuses.filter((status) => status === 202).length
const p99 = rounded(quantile(ours.times, 0.99))
const figures = {
  deliveries: hooks.length,
  p50_ms: rounded(quantile(ours.times, 0.5)),
  p99_ms: p99,
  library_p99_ms: rounded(quantile(bare.times, 0.99)),
  ratio: rounded(p99 / quantile(bare.times, 0.99)),
  lost: hooks.length - kept + (views ? 0 : pulls),
  doubled: again,
  superseded_builds_at_work: late.length,
}
conclude('webhook', figures, { p99_ms: atMost(p99, 50), lost: atMost(figures.lost, 0), doubled: atMost(again, 0), superseded_builds_at_work: atMost(late.length, 0) })

/** Is this build of the storm, and of a commit that is not the newest? */
function isSuperseded(title: string): boolean {
  const [, number = '', commit = ''] = /^Build shop-pr-(\d+) from ([0-9a-f]{8})$/.exec(title) ?? []
  const head = heads.get(Number(number))
  return head !== undefined && !head.startsWith(commit)
}

/** A real one, as GitHub sends it: about as long too. */
async function samplePayload(): Promise<object> {
  await github.openPull('acme/shop', { author: 'ada', files: page('a first try') })
  const sent = github.hooks.sent.find(({ event }) => event === 'pull_request')
  if (!sent) throw new Error('no webhook was sent')
  return { ...sent.payload, padding: randomBytes(10_000).toString('hex') }
}

/** The newest commit of each pull request comes last of its own; those of all are mixed. */
function madeHooks(payload: object, key: string, first = 1000, count = pulls * commits): readonly Hook[] {
  const { pull_request: pull } = payload as { readonly pull_request: { readonly head: object } }
  return Array.from({ length: count }, (_, at) => {
    const number = first + (at % pulls)
    const known = new Date(Date.UTC(2026, 10, 21, 12, 0, Math.floor(at / pulls))).toISOString()
    const of = { ...pull, number, updated_at: known, head: { ...pull.head, sha: randomBytes(20).toString('hex') } }
    const body = JSON.stringify({ ...payload, action: 'synchronize', number, pull_request: of })
    return { id: randomUUID(), body, signature: `sha256=${createHmac('sha256', key).update(body).digest('hex')}` }
  })
}

function pullOf(body: string): { readonly number: number; readonly head: { readonly sha: string } } {
  return (JSON.parse(body) as { readonly pull_request: { readonly number: number; readonly head: { readonly sha: string } } }).pull_request
}

/** All of them, each connection taking the next; milliseconds until each was answered. */
async function storm(url: string, all: readonly Hook[]): Promise<{ readonly times: readonly number[]; readonly statuses: readonly number[] }> {
  const agent = new Agent({ connections, pipelining: 1 })
  const [times, statuses, waiting]: [number[], number[], Hook[]] = [[], [], [...all]]
  const work = async (): Promise<void> => {
    for (let hook = waiting.shift(); hook; hook = waiting.shift()) {
      const began = performance.now()
      const headers = { 'content-type': 'application/json', 'x-github-event': 'pull_request', 'x-github-delivery': hook.id, 'x-hub-signature-256': hook.signature }
      const { statusCode, body } = await request(url, { method: 'POST', dispatcher: agent, headers, body: hook.body })
      await body.dump()
      times.push(performance.now() - began)
      statuses.push(statusCode)
    }
  }
  await Promise.all(Array.from({ length: connections }, work))
  await agent.close()
  return { times, statuses }
}

/** The library's own server: it checks the signature and tells a listener. */
async function peerServer(key: string): Promise<{ readonly url: string; readonly close: () => Promise<void> }> {
  const middleware = createNodeMiddleware(new Webhooks({ secret: key }), { path: '/' })
  const server = createServer((asked, answer) => void middleware(asked, answer))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
