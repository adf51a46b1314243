import assert from 'node:assert/strict'
import { test } from 'node:test'
import { until } from '../../../kit/until.ts'
import { openApp, route } from '../../testbed.ts'
import { openSecureTestbed } from '../../tls/testbed.ts'
import type { SecureTestbed } from '../../tls/testbed.ts'
import { block, flags, RawHttp2, types, usual } from './frames.testbed.ts'

interface Attacked extends AsyncDisposable {
  readonly raw: RawHttp2
  readonly secure: SecureTestbed
  /** What the app got to see. */
  readonly seen: string[]
}

async function attack(options: Parameters<typeof route>[1] & { readonly settings?: Record<string, number> } = {}): Promise<Attacked> {
  const { settings = {}, ...more } = options
  const seen: string[] = []
  await using stack = new AsyncDisposableStack()
  const app = stack.use(
    await openApp((request, response) => {
      seen.push(`${request.method} ${request.url} ${JSON.stringify(request.headers)}`)
      request.resume().on('end', () => response.end('ok'))
    }),
  )
  const secure = stack.use(await openSecureTestbed({ settings, routes: [route('wiki', { port: app.port, ...more })] }))
  const raw = stack.use(new RawHttp2(await secure.reach('wiki.localhost', { ALPNProtocols: ['h2'] })))
  const all = stack.move()
  return { raw, secure, seen, [Symbol.asyncDispose]: () => all.disposeAsync() }
}

/** Whether the stream was refused: reset, or answered with a 4xx. */
async function refused(raw: RawHttp2, stream = 1): Promise<boolean | undefined> {
  return until(() => (raw.closed || raw.frames.some((frame) => frame.stream === stream && (frame.type === types.reset || isRefusal(frame.payload))) ? true : undefined), { deadline: 10_000 })
}

/** `:status` of 4xx: 400 and 404 are in the static table; others follow as text. */
function isRefusal(payload: Buffer): boolean {
  return payload[0] === 0x8c || payload[0] === 0x8d || /^[\x08H].?(?:4\d\d|\x82h)/s.test(payload.toString('latin1'))
}

const root = usual()
const without = (name: string) => root.filter(([one]) => one !== name)

for (const [what, lines] of [
  ['no authority and no host', without(':authority')],
  ['an authority and another host', [...root, ['host', 'photos.localhost']]],
  ['an authority and two hosts', [...root, ['host', 'wiki.localhost'], ['host', 'wiki.localhost']]],
  ['two authorities', [...root.slice(0, 3), [':authority', 'photos.localhost'], ...root.slice(3)]],
  ['an authority with a user', [...without(':authority'), [':authority', 'wiki.localhost@photos.localhost']]],
  ['an authority that is none', [...without(':authority'), [':authority', 'wiki.localhost/x']]],
  ['two paths', [...root, [':path', '/b']]],
  ['no path', without(':path')],
  ['an empty path', [...without(':path'), [':path', '']]],
  ['a whole URL for a path', [...without(':path'), [':path', 'https://photos.localhost/']]],
  ['an asterisk', [[':method', 'OPTIONS'], ...root.slice(1, 3), [':path', '*']]],
  ['a path with a line in it', [...without(':path'), [':path', '/ HTTP/1.1\r\nHost: evil']]],
  ['a method with a line in it', [[':method', 'GET / HTTP/1.1\r\nX: 1'], ...root.slice(1)]],
  ['a method that is none', [[':method', 'SMUGGLE'], ...root.slice(1)]],
  [
    'a proxy request',
    [
      [':method', 'CONNECT'],
      [':authority', 'wiki.localhost:443'],
    ],
  ],
  ['a WebSocket over HTTP/2', [[':method', 'CONNECT'], [':protocol', 'websocket'], ...root.slice(1)]],
  ['a transfer coding', [...root, ['transfer-encoding', 'chunked']]],
  ['an upgrade', [...root, ['connection', 'upgrade'], ['upgrade', 'websocket']]],
  ['a connection header', [...root, ['connection', 'x-forwarded-for']]],
  ['a name in capitals', [...root, ['X-A', '1']]],
  ['a pseudo-header behind others', [...root, ['x-a', '1'], [':path', '/b']]],
  ['a pseudo-header nobody knows', [...root, [':evil', '1']]],
  ['two lengths', [...root, ['content-length', '0'], ['content-length', '5']]],
  ['a length without a body', [...root, ['content-length', '5']]],
  ['a length of words', [...root, ['content-length', 'five']]],
  ['an expectation nobody knows', [...root, ['expect', 'miracles']]],
] as [string, (readonly [string, string])[]][]) {
  test(`${what} is refused and reaches no app`, async () => {
    await using attacked = await attack()
    assert.ok(await refused(attacked.raw.ask(1, lines)), JSON.stringify(attacked.raw.frames.map((frame) => [frame.type, frame.payload.toString('latin1').slice(0, 100)])))
    assert.deepEqual(attacked.seen, [])
  })
}

for (const [what, line] of [
  ['a name with a colon', ['x:a', 'evil']],
  ['a value with a line in it', ['x-a', '1\r\nX-Evil: evil']],
  ['a value with a NUL', ['x-a', 'evil\0b']],
] as const) {
  test(`${what} is not passed on`, async () => {
    await using attacked = await attack()
    attacked.raw.ask(1, [...root, line])
    await attacked.raw.hears(types.data, 1)
    assert.doesNotMatch(attacked.seen.join(), /evil/i)
  })
}

test('a body longer or shorter than its length never looks whole', async () => {
  for (const body of ['abc', 'abcdefgh']) {
    await using attacked = await attack()
    attacked.raw.ask(1, [...usual('/', 'POST'), ['content-length', '5']], false).say(types.data, flags.endStream, 1, Buffer.from(body))
    assert.ok(await refused(attacked.raw))
    assert.ok(!attacked.raw.frames.some((frame) => frame.type === types.data), 'the app answers a whole body only')
  }
})

for (const code of [0, 8]) {
  test(`an upload that is reset with ${code} never looks whole to the app`, async () => {
    const events: string[] = []
    await using app = await openApp(
      (request) =>
        void request
          .on('data', () => events.push('data'))
          .on('end', () => events.push('end'))
          .on('error', () => events.push('broken')),
    )
    await using secure = await openSecureTestbed({ routes: [route('wiki', { port: app.port })] })
    using raw = new RawHttp2(await secure.reach('wiki.localhost', { ALPNProtocols: ['h2'] }))
    raw.ask(1, usual('/', 'POST'), false).say(types.data, 0, 1, Buffer.from('half'))
    assert.ok(await until(() => (events.includes('data') ? true : undefined), { deadline: 5_000 }))
    raw.say(types.reset, 0, 1, Buffer.from([0, 0, 0, code]))
    assert.ok(await until(() => (events.includes('broken') ? true : undefined), { deadline: 5_000 }), events.join())
    assert.ok(!events.includes('end'))
  })
}

test('what only the gateway may say is not heard from a visitor, however it is spelled', async () => {
  await using attacked = await attack({ headers: [{ prefix: '', set: { 'X-User': [{ visitor: 'name' }] } }] })
  const forged = [
    'x-ptl-client-type',
    'x_ptl_client_type',
    'x-forwarded-for',
    'x_forwarded_for',
    'x-forwarded-proto',
    'x-berth-identity',
    'x_berth_identity',
    'remote-user',
    'remote_user',
    'x-user',
    'x_user',
    'forwarded',
    'x-real-ip',
  ]
  attacked.raw.ask(1, [...root, ...forged.map((name) => [name, 'forged'] as const)])
  await attacked.raw.hears(types.data, 1)
  assert.equal(attacked.seen.length, 1)
  assert.doesNotMatch(attacked.seen[0] ?? '', /forged/)
})

for (const path of ['/%2e%2e/admin', '/x/../admin', '//admin', '/./admin', '/;a/admin', '/admin;a', '/ADMIN', '/%61dmin', '/x/%2e%2e/admin', '/%2fadmin', '/x%5c..%5cadmin']) {
  test(`${path} is no way round the rule of a path`, async () => {
    await using attacked = await attack({ policy: { access: 'public', paths: { '/admin': 'private' } } })
    assert.ok(await refused(attacked.raw.ask(1, usual(path))))
    assert.deepEqual(attacked.seen, [])
  })
}

test('a header beyond its limit is refused', async () => {
  await using attacked = await attack()
  const big = block([...root, ...Array.from({ length: 5 }, (_, index) => [`x-${index}`, 'a'.repeat(9_000)] as const)])
  attacked.raw.say(types.headers, flags.endStream, 1, big.subarray(0, 16_000))
  for (let at = 16_000; at < big.length; at += 16_000) attacked.raw.say(types.continuation, at + 16_000 < big.length ? 0 : flags.endHeaders, 1, big.subarray(at, at + 16_000))
  assert.ok(await refused(attacked.raw))
  assert.deepEqual(attacked.seen, [])
})

test('too many lines are refused, not dropped', async () => {
  await using attacked = await attack()
  assert.ok(await refused(attacked.raw.ask(1, [...root, ...Array.from({ length: 400 }, () => ['a', '1'] as const)])))
  assert.deepEqual(attacked.seen, [])
})

test('a header without end is cut off (CVE-2024-27983)', async () => {
  await using attacked = await attack()
  attacked.raw.say(types.headers, flags.endStream, 1, block(root))
  for (let i = 0; i < 100; i++) attacked.raw.say(types.continuation, 0, 1, block([['x', 'y']]))
  await attacked.raw.isClosed()
  assert.deepEqual(attacked.seen, [])
})

test('requests that are reset as fast as they are made end the connection (CVE-2023-44487)', async () => {
  await using attacked = await attack()
  for (let i = 0; i < 3_000 && !attacked.raw.closed; i++) {
    attacked.raw.ask(1 + 2 * i, root).say(types.reset, 0, 1 + 2 * i, Buffer.from([0, 0, 0, 8]))
    if (i % 50 === 0) await new Promise<void>((resolve) => setImmediate(resolve))
  }
  await attacked.raw.isClosed()
  assert.ok(attacked.seen.length < 1_000, `${attacked.seen.length} reached the app`)
  using visitor = await attacked.secure.speak()
  assert.equal((await visitor.ask('/')).body, 'ok')
})

for (const [what, type, payload] of [
  ['pings', types.ping, Buffer.alloc(8)],
  ['settings', types.settings, Buffer.from([0, 4, 0, 1, 0, 0])],
] as const) {
  test(`${what} without end end the connection`, async () => {
    await using attacked = await attack()
    for (let i = 0; i < 2_000; i++) attacked.raw.say(type, 0, 0, payload)
    await attacked.raw.isClosed()
    assert.equal((await attacked.raw.hears(types.goaway, 0)).payload.readUInt32BE(4), 11)
  })
}

test('empty pieces of a body without end end the connection (CVE-2019-9518)', async () => {
  await using attacked = await attack()
  attacked.raw.ask(1, usual('/', 'POST'), false)
  for (let i = 0; i < 2_000; i++) attacked.raw.say(types.data, 0, 1)
  await attacked.raw.isClosed()
})

test('there are no more requests at once than are allowed', async () => {
  await using secure = await openSecureTestbed({ settings: { streams: 5 }, routes: [route('wiki')] })
  using raw = new RawHttp2(await secure.reach('wiki.localhost', { ALPNProtocols: ['h2'] }))
  for (let i = 0; i < 10; i++) raw.ask(1 + 2 * i, root)
  await raw.hears(types.reset, 19)
  assert.equal(raw.frames.filter((frame) => frame.type === types.reset).length, 5)
})

test('a connection that asks for nothing is closed in time, whatever else it says', async () => {
  await using attacked = await attack({ settings: { headerTime: 400 } })
  const pinging = setInterval(() => attacked.raw.say(types.ping, 0, 0, Buffer.alloc(8)), 50)
  await attacked.raw.isClosed()
  clearInterval(pinging)
})

test('a connection is closed some time after its last request, and not while one is open', async () => {
  await using secure = await openSecureTestbed({ settings: { keepAlive: 300, headerTime: 300 }, routes: [route('wiki')] })
  using waiting = new RawHttp2(await secure.reach('wiki.localhost', { ALPNProtocols: ['h2'] }))
  waiting.ask(1, root)
  using done = new RawHttp2(await secure.reach('wiki.localhost', { ALPNProtocols: ['h2'] }))
  done.ask(1, [...without(':authority'), [':authority', 'photos.localhost']])
  await done.isClosed()
  assert.equal(waiting.closed, false)
})

test('what is no HTTP/2 behind its name ends the connection', async () => {
  await using secure = await openSecureTestbed()
  await using socket = await secure.reach('wiki.localhost', { ALPNProtocols: ['h2'] })
  const closed = new Promise((resolve) => socket.once('close', resolve))
  socket.resume().write('GET / HTTP/1.1\r\nHost: wiki.localhost\r\n\r\n')
  await closed
})
