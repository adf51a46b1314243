import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { test } from 'node:test'
import { DoorDesk } from './doors.testbed.ts'

const right = { 'x-signature': 'right', 'x-github-event': 'ping' }

async function send(
  desk: DoorDesk,
  path: string,
  body: string | Uint8Array<ArrayBuffer> | undefined,
  headers: Readonly<Record<string, string>> = {},
): Promise<readonly [status: number, answer: unknown]> {
  const answer = await fetch(desk.url(path), { method: 'POST', headers, ...(body === undefined ? {} : { body }) })
  const said = await answer.text()
  return [answer.status, said === '' ? null : (JSON.parse(said) as unknown)]
}

const codeOf = ([status, answer]: readonly [number, unknown]): unknown => [status, (answer as { readonly code?: string } | null)?.code]

test('a webhook comes to the door as it was sent, whatever its body calls itself', async () => {
  await using desk = await DoorDesk.open()
  const bodies: readonly (readonly [type: string, body: string])[] = [
    ['application/json', '{"zen": "a",}'],
    ['application/x-www-form-urlencoded', 'payload=%7B%7D&x=1+2'],
    ['text/plain', '\u0000é'],
    ['application/octet-stream', ''],
  ]
  for (const [at, [type, body]] of bodies.entries()) {
    const headers = { ...right, 'content-type': type, 'x-github-delivery': String(at), cookie: 'berth-session=x', authorization: 'Bearer y' }
    assert.deepEqual(await send(desk, '/doors/preview/github', body, headers), [202, { queued: true, reason: null }], type)
  }
  const { delivered } = desk.previews
  assert.deepEqual(
    delivered.map(({ provider, body }) => [provider, body.toString()]),
    bodies.map(([, body]) => ['github', body]),
  )
  assert.deepEqual([delivered[0]?.headers['x-github-delivery'], delivered[0]?.headers['cookie'], delivered[0]?.headers['authorization']], ['0', undefined, undefined])
})

test('one that is known is 200, one that means nothing 204, of an unknown provider 404', async () => {
  await using desk = await DoorDesk.open()
  const headers = { ...right, 'x-github-delivery': 'one' }
  await send(desk, '/doors/preview/gitlab', '{}', headers)
  assert.deepEqual(await send(desk, '/doors/preview/gitlab', '{}', headers), [200, { queued: false, reason: 'it was received before' }])
  assert.deepEqual(await send(desk, '/doors/preview/github', '{}', { ...right, 'x-github-event': 'odd' }), [204, null])
  assert.deepEqual(codeOf(await send(desk, '/doors/preview/svn', '{}', right)), [404, 'no-route'])
  assert.equal((await fetch(desk.url('/doors/preview/github'), { headers: right })).status, 404)
})

test('wrong signatures are slowed down by address, right ones from there never', async () => {
  await using desk = await DoorDesk.open()
  const wrong = async (from: string): Promise<unknown> => codeOf(await send(desk, '/doors/preview/github', '{}', { 'x-forwarded-for': from }))
  const answers: unknown[] = []
  for (let at = 0; at < 6; at++) answers.push(await wrong('192.0.2.7'))
  assert.deepEqual([answers.slice(0, 5), answers[5]], [Array.from({ length: 5 }, () => [403, 'bad-signature']), [429, 'too-many']])
  assert.deepEqual(await wrong('192.0.2.8'), [403, 'bad-signature'])
  assert.deepEqual((await send(desk, '/doors/preview/github', '{}', { ...right, 'x-forwarded-for': '192.0.2.7' }))[0], 202)
  const rows = [...(await desk.house.db.attempts.all())].map(([place, failures]) => [place, failures])
  assert.deepEqual(
    rows.filter(([place]) => String(place).endsWith('192.0.2.7')),
    [['webhook 192.0.2.7', 5]],
    'who waits writes nothing',
  )
})

test('a thousand right ones pass, none is lost or doubled', async () => {
  await using desk = await DoorDesk.open()
  const ids = Array.from({ length: 1000 }, (_, at) => String(at))
  const rest = ids.values()
  const statuses: number[] = []
  const one = async (): Promise<void> => {
    for (const id of rest) statuses.push((await send(desk, '/doors/preview/github', '{"action":"opened"}', { ...right, 'x-github-delivery': id, 'x-forwarded-for': '192.0.2.7' }))[0])
  }
  await Promise.all(Array.from({ length: 16 }, one))
  assert.deepEqual([statuses.length, new Set(statuses)], [1000, new Set([202])])
  assert.deepEqual(new Set(desk.previews.delivered.map(({ headers }) => headers['x-github-delivery'])), new Set(ids))
})

test('25 MB are taken, a byte more is not, and the door hears nothing of it', async () => {
  await using desk = await DoorDesk.open()
  assert.deepEqual((await send(desk, '/doors/preview/github', new Uint8Array(25_000_000), right))[0], 202)
  assert.deepEqual(codeOf(await send(desk, '/doors/preview/github', new Uint8Array(25_000_001), right)), [413, 'large-webhook'])
  assert.deepEqual(codeOf(await send(desk, '/doors/image/h00k', new Uint8Array(1_000_001))), [413, 'large-webhook'])
  assert.equal(desk.previews.delivered.length, 1)
  assert.equal((await send(desk, '/doors/preview/github', 'x', { ...right, 'x-github-delivery': 'next' }))[0], 202)
})

test('one that ends before it is whole is nothing, and nobody waits for it', async () => {
  await using desk = await DoorDesk.open()
  const socket = connect(desk.port, '127.0.0.1')
  await once(socket, 'connect')
  socket.write('POST /doors/preview/github HTTP/1.1\r\nhost: x\r\nx-signature: right\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{"half":')
  socket.end()
  const answer = await text(socket)
  assert.match(answer, /^HTTP\/1\.1 400 |^$/)
  assert.deepEqual([desk.previews.delivered.length, (await send(desk, '/doors/preview/github', '{}', right))[0]], [0, 202])
})

test('a page of another site or no sign-in at all makes no difference', async () => {
  await using desk = await DoorDesk.open()
  assert.equal((await send(desk, '/doors/preview/github', '{}', { ...right, origin: 'https://evil.example.org', cookie: await desk.cookie() }))[0], 202)
})

test("a registry's word is only a reason to look: its body is not read", async () => {
  await using desk = await DoorDesk.open()
  assert.deepEqual(await send(desk, '/doors/image/h00k', '{"events":[', { 'content-type': 'application/vnd.docker.distribution.events.v1+json' }), [202, { ok: true }])
  assert.deepEqual((await send(desk, '/doors/image/h00k', undefined))[0], 202)
  assert.deepEqual(codeOf(await send(desk, '/doors/image/other', '{}')), [404, 'no-route'])
  assert.deepEqual(desk.images.asked, [
    ['pushed', 'h00k'],
    ['pushed', 'h00k'],
    ['pushed', 'other'],
  ])
})
