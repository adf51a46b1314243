import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { describe, it } from 'node:test'
import type { Heard, Incoming } from '../provider.ts'
import { payloadOf } from '../wire/payload.ts'
import { GitHubStandIn } from './github.testbed.ts'
import { githubWire } from './wire.ts'

const shop = 'acme/shop'
const secret = 'agreed on by both'

interface Ear extends AsyncDisposable {
  readonly url: string
  /** By delivery: what was heard, and nothing where it was not signed right. */
  readonly heard: { readonly id: string; readonly heard: Heard | null | undefined }[]
}

async function openEar(): Promise<Ear> {
  const heard: { readonly id: string; readonly heard: Heard | null | undefined }[] = []
  const server = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      const incoming: Incoming = { headers: Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)])), body: Buffer.concat(parts) }
      const envelope = githubWire.open(incoming)
      const signed = githubWire.isSigned(incoming, secret)
      heard.push({ id: envelope.id, heard: signed ? githubWire.hear(envelope.event, payloadOf(envelope)) : undefined })
      response.writeHead(signed ? 202 : 403).end()
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return {
    url: `http://127.0.0.1:${typeof address === 'object' ? (address?.port ?? 0) : 0}/`,
    heard,
    [Symbol.asyncDispose]: async () => {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}

function inWords(heard: Heard | null | undefined): string {
  if (!heard) return String(heard)
  if (heard.kind === 'pull')
    return `pull ${heard.pull.number} ${heard.pull.open ? 'open' : 'closed'}${heard.pull.draft ? ' draft' : ''}${heard.label ? ` ${heard.label.set ? '+' : '-'}${heard.label.name}` : ''} by ${heard.sender}`
  if (heard.kind === 'pushed') return `pushed ${heard.branch}${heard.commit === null ? ' gone' : ''}`
  if (heard.kind === 'comment') return `comment ${heard.text} by ${heard.by}`
  return heard.kind === 'repository' ? `${heard.change} ${heard.before ?? ''}` : heard.kind
}

describe('the stand-in for GitHub', () => {
  it('tells the story of a pull request as GitHub would, signed by its own library, what is newer with a later time', async () => {
    await using github = await GitHubStandIn.open()
    await using ear = await openEar()
    github.hooks.to(ear.url, secret)
    await github.repository(shop)
    const { number } = await github.openPull(shop, { author: 'ada', branch: 'x' })
    await github.push(shop, number, { force: true })
    await github.draft(shop, number, true)
    await github.label(shop, number, 'preview', 'ole')
    await github.unlabel(shop, number, 'preview')
    await github.requestReview(shop, number)
    await github.edit(shop, number, { base: 'next' })
    await github.comment(shop, number, '/preview stop', 'ada')
    await github.close(shop, number)
    await github.pushBranch(shop, 'main')
    await github.deleteBranch(shop, 'x')
    await github.rename(shop, 'acme/store')
    await github.remove('acme/store')
    assert.deepEqual(
      ear.heard.map(({ heard }) => inWords(heard)),
      [
        'pushed x',
        'pull 1 open by ada',
        'pushed x',
        'pull 1 open by ada',
        'pull 1 open draft by acme',
        'pull 1 open draft +preview by ole',
        'pull 1 open draft -preview by acme',
        'null',
        'pull 1 open draft by acme',
        'comment /preview stop by ada',
        'pull 1 closed draft by acme',
        'pushed main',
        'pushed x gone',
        'renamed acme/shop',
        'deleted ',
      ],
    )
    const times = ear.heard.flatMap(({ heard }) => (heard?.kind === 'pull' ? [heard.pull.known] : []))
    assert.deepEqual(times, [...new Set(times)].sort())
  })

  it('delivers twice, late, in another order, as forms, signed wrong, or not at all', async () => {
    await using github = await GitHubStandIn.open()
    await using ear = await openEar()
    github.hooks.to(ear.url, secret)
    await github.repository(shop)
    github.hooks.mode = 'hold'
    const { number } = await github.openPull(shop, { author: 'ada' })
    await github.close(shop, number)
    assert.deepEqual(ear.heard, [])
    await github.hooks.release((held) => held.toReversed())
    assert.deepEqual(
      ear.heard.map(({ heard }) => inWords(heard)),
      ['pull 1 closed by acme', 'pull 1 open by ada', 'pushed change-1'],
    )
    const [closed] = github.hooks.sent
    assert.ok(closed)
    for (const options of [{}, { form: true }, { old: true }, { secret: 'other' }, { secret: null }]) await github.hooks.redeliver(closed, options)
    assert.deepEqual(
      ear.heard.slice(3).map(({ id, heard }) => [id, inWords(heard)]),
      ['pull 1 closed by acme', 'pull 1 closed by acme', 'pull 1 closed by acme', 'undefined', 'undefined'].map((words) => [closed.id, words]),
    )
    assert.deepEqual(
      github.hooks.sent.slice(3).map(({ status }) => status),
      [202, 202, 202, 403, 403],
    )
    github.hooks.mode = 'lose'
    await github.reopen(shop, number)
    assert.equal(ear.heard.length, 8)
  })

  it('has nobody to tell, and says so', async () => {
    await using github = await GitHubStandIn.open()
    await github.repository(shop)
    github.hooks.to('http://127.0.0.1:1/', secret)
    await github.openPull(shop, { author: 'ada' })
    assert.deepEqual(
      github.hooks.sent.map(({ event, status }) => [event, status]),
      [
        ['push', 0],
        ['pull_request', 0],
      ],
    )
  })
})
