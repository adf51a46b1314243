import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { test } from 'node:test'
import type { TLSSocket } from 'node:tls'
import { until } from '../../kit/until.ts'
import { openApp, openTestbed, route } from '../testbed.ts'
import { Authority } from './authority.testbed.ts'
import { handshake, openSecureTestbed } from './testbed.ts'

async function say(socket: TLSSocket, ...lines: readonly string[]): Promise<string> {
  let heard = ''
  socket.setEncoding('latin1').on('data', (text: string) => (heard += text))
  const closed = once(socket, 'close')
  socket.write([...lines, 'Connection: close', '', ''].join('\r\n'))
  await closed
  return heard
}

const ask = ['GET /x HTTP/1.1', 'Host: wiki.localhost'] as const

function subject(socket: TLSSocket): string {
  return String(socket.getPeerCertificate().subject.CN)
}

test('an app is reached by HTTPS, and told so', async () => {
  await using app = await openApp((request, response) => response.setHeader('Strict-Transport-Security', 'max-age=1; includeSubDomains').end(JSON.stringify(request.headers)))
  await using secure = await openSecureTestbed({ routes: [route('wiki', { port: app.port })] })
  const heard = await say(await secure.reach('wiki.localhost'), ...ask)
  assert.match(heard, /^HTTP\/1.1 200 /)
  assert.deepEqual(
    [...heard.matchAll(/Strict-Transport-Security: (.*)\r/gi)].map((found) => found[1]),
    ['max-age=86400'],
  )
  const told = JSON.parse(/\{.*\}/.exec(heard)?.[0] ?? '') as Record<string, string>
  assert.equal(told['x-forwarded-proto'], 'https')
  assert.equal(told['x-forwarded-port'], String(secure.port))
})

test('the engine is told the port of HTTPS', async () => {
  await using secure = await openSecureTestbed()
  const hello = await secure.bed.engine.heard((frame) => frame.type === 'hello')
  assert.equal(hello.type === 'hello' && hello.tls, secure.port)
})

test('the exact name comes before the wildcard, and another set is taken without a break', async () => {
  await using authority = await Authority.open()
  const [wild, exact] = [await authority.issue('*.localhost'), await authority.issue('wiki.localhost')]
  await using bed = await openTestbed({ certificates: [wild, exact] })
  const reach = (servername: string) => handshake({ port: bed.gateway.tlsPort ?? 0, host: '127.0.0.1', servername, rejectUnauthorized: false }) // no client takes a wildcard for a top-level domain
  const kept = await reach('wiki.localhost')
  assert.equal(subject(kept), 'wiki.localhost')
  await using other = await reach('photos.localhost')
  assert.equal(subject(other), '*.localhost')
  bed.engine.send({ type: 'certificates', certificates: [wild], redirect: false })
  const swapped = await until(
    async () => {
      await using now = await reach('wiki.localhost')
      return subject(now) === '*.localhost' ? true : undefined
    },
    { deadline: 5_000 },
  )
  assert.ok(swapped)
  assert.match(await say(kept, ...ask), /^HTTP\/1.1 404 /)
})

for (const name of ['wiki.school.lan', 'a.wiki.localhost', 'wiki.localhost.evil', 'xwiki.localhost', 'other.localhost']) {
  test(`nobody who asks for ${name} is shown another name's certificate`, async () => {
    await using secure = await openSecureTestbed()
    await assert.rejects(secure.reach(name, { rejectUnauthorized: false }), /alert/i)
  })
}

test('who asks for no name is refused, too', async () => {
  await using secure = await openSecureTestbed()
  await assert.rejects(handshake({ port: secure.port, host: '127.0.0.1', rejectUnauthorized: false }), /alert/i)
})

test('who comes to an address that has a certificate is shown it, and by a name that has none is refused there too', async () => {
  await using authority = await Authority.open()
  await using secure = await openSecureTestbed({ certificates: [await authority.issue('berth.localhost', '127.0.0.1'), await authority.issue('wiki.localhost')] })
  await using unnamed = await handshake({ port: secure.port, host: '127.0.0.1', ca: authority.pem })
  assert.equal(subject(unnamed), 'berth.localhost')
  await using named = await secure.reach('wiki.localhost', { ca: authority.pem })
  assert.equal(subject(named), 'wiki.localhost')
  await assert.rejects(secure.reach('photos.localhost', { rejectUnauthorized: false }), /alert|closed|reset|disconnected/i)
  secure.bed.engine.send({ type: 'certificates', certificates: [{ names: ['127.0.0.1'], chain: 'nonsense', key: 'nonsense' }], redirect: false })
  const refused = await until(
    async () =>
      await handshake({ port: secure.port, host: '127.0.0.1', rejectUnauthorized: false }).then(
        (socket) => void socket.destroy(),
        () => true as const,
      ),
    { deadline: 5_000 },
  )
  assert.equal(refused, true)
})

test('a certificate that is none refuses its own name only', async () => {
  await using authority = await Authority.open()
  const good = await authority.issue('photos.localhost')
  await using secure = await openSecureTestbed({ certificates: [{ names: ['wiki.localhost'], chain: 'nonsense', key: 'nonsense' }, good] })
  await assert.rejects(secure.reach('wiki.localhost', { rejectUnauthorized: false }), /alert/i)
  await using photos = await secure.reach('photos.localhost', { ca: authority.pem })
  assert.equal(subject(photos), 'photos.localhost')
})

test('without a certificate the port of HTTPS refuses by an alert', async () => {
  await using bed = await openTestbed({ certificates: [] })
  await assert.rejects(handshake({ port: bed.gateway.tlsPort ?? 0, host: '127.0.0.1', servername: 'wiki.localhost', rejectUnauthorized: false }), /unrecognized name|alert/i)
})

test('TLS before 1.2 is refused, and so is another protocol', async () => {
  await using secure = await openSecureTestbed()
  await assert.rejects(secure.reach('wiki.localhost', { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' }), /alert|closed|reset/i)
  await assert.rejects(secure.reach('wiki.localhost', { ALPNProtocols: ['spdy/3'] }), /alert/i)
  await using old = await secure.reach('wiki.localhost', { maxVersion: 'TLSv1.2' })
  assert.equal(old.getProtocol(), 'TLSv1.2')
})

test('HTTP/2 for who speaks it, HTTP/1.1 for others', async () => {
  await using secure = await openSecureTestbed()
  await using modern = await secure.reach('wiki.localhost', { ALPNProtocols: ['h2', 'http/1.1'] })
  assert.equal(modern.alpnProtocol, 'h2')
  await using plain = await secure.reach('wiki.localhost', { ALPNProtocols: ['http/1.1'] })
  assert.equal(plain.alpnProtocol, 'http/1.1')
})

test('the main port and an app’s own take both, as the first byte says', async () => {
  await using app = await openApp((request, response) => response.end(['by', request.headers['x-forwarded-proto']].join(' ')))
  await using secure = await openSecureTestbed({ routes: [route('wiki', { port: app.port })] })
  const { port } = secure.bed
  assert.match(await say(await secure.reach('wiki.localhost', { port }), ...ask), /by https$/)
  const socket = connect({ port, host: '127.0.0.1' })
  let heard = ''
  socket.setEncoding('latin1').on('data', (text: string) => (heard += text))
  for (const byte of [...ask, 'Connection: close', '', ''].join('\r\n')) await new Promise<void>((resolve) => socket.write(byte, () => resolve()))
  await once(socket, 'close')
  assert.match(heard, /by http$/)
})

test('a WebSocket comes by HTTPS', async () => {
  await using app = await openApp((_, response) => response.end())
  app.server.on('upgrade', (_, socket, head) => {
    socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n')
    socket.write(head)
    socket.pipe(socket)
  })
  await using secure = await openSecureTestbed({ routes: [route('wiki', { port: app.port })] })
  await using socket = await secure.reach('wiki.localhost')
  let heard = ''
  socket.setEncoding('latin1').on('data', (text: string) => (heard += text))
  socket.write([...ask, 'Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==', 'Sec-WebSocket-Version: 13', '', 'hello'].join('\r\n'))
  assert.ok(await until(() => (heard.endsWith('\r\n\r\nhello') ? true : undefined), { deadline: 5_000 }), heard)
})

for (const [what, begin] of [
  ['says nothing', ''],
  ['begins a handshake and no more', '\u0016\u0003\u0001\u0002'],
] as const) {
  test(`a connection that ${what} is closed in time, at either port`, async () => {
    await using secure = await openSecureTestbed({ settings: { headerTime: 300 } })
    for (const port of [secure.port, secure.bed.port]) {
      const socket = connect({ port, host: '127.0.0.1' })
      socket.on('error', () => undefined).resume()
      socket.write(begin, 'latin1')
      await once(socket, 'close')
    }
  })
}

test('a handshake that is none ends the connection, and nothing else', async () => {
  await using secure = await openSecureTestbed({ settings: { headerTime: 500 } })
  for (const text of ['\u0016\u0003\u0001\u0000\u0004abcd', 'GET / HTTP/1.1\r\n\r\n', '\u0080\u002e\u0001\u0003\u0001']) {
    const socket = connect({ port: secure.port, host: '127.0.0.1' })
    socket.on('error', () => undefined).resume()
    socket.write(text, 'latin1')
    await once(socket, 'close')
  }
  await using good = await secure.reach('wiki.localhost')
  assert.equal(good.authorized, true)
})

test('the gateway closes with secure connections open', async () => {
  const secure = await openSecureTestbed()
  const idle = await secure.reach('wiki.localhost')
  using busy = await secure.speak()
  await busy.ask('/')
  const closed = once(idle, 'close')
  await secure[Symbol.asyncDispose]()
  await closed
})
