import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { IncomingMessage } from 'node:http'
import { test } from 'node:test'
import { WebSocket, WebSocketServer } from 'ws'
import { Raw } from './raw.testbed.ts'
import { crowdOf, opened, openTestbed, route } from './testbed.ts'

const host = 'Host: wiki.localhost'
const upgrade = ['Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Version: 13', 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==']

/** An app that says back what it hears, and keeps the requests it was upgraded by. */
async function openEcho(): Promise<AsyncDisposable & { readonly port: number; readonly asked: IncomingMessage[] }> {
  const asked: IncomingMessage[] = []
  const server = createServer((_, response) => response.writeHead(426, { 'Set-Cookie': 'berth-x=1' }).end('upgrade, please'))
  const sockets = new WebSocketServer({ server, path: '/ws' })
  sockets.on('headers', (headers) => headers.push('Set-Cookie: berth-session=stolen', 'Set-Cookie: a=1; Domain=localhost'))
  sockets.on('connection', (socket, request) => {
    asked.push(request)
    socket.on('message', (data, binary) => socket.send(data, { binary }))
  })
  return {
    ...(await opened(server)),
    asked,
    async [Symbol.asyncDispose]() {
      for (const one of sockets.clients) one.terminate()
      const done = new Promise<void>((resolve) => server.close(() => resolve()))
      server.closeAllConnections()
      await done
    },
  }
}

function dial(port: number, headers: Readonly<Record<string, string>> = {}): WebSocket {
  return new WebSocket(`ws://127.0.0.1:${port}/ws?x=1`, { headers: { Host: 'wiki.localhost', ...headers } })
}

async function hears(socket: WebSocket): Promise<Buffer> {
  const [data] = (await once(socket, 'message')) as [Buffer]
  return data
}

test('a WebSocket goes through, counts while it is silent, and its end is passed on', async () => {
  await using app = await openEcho()
  await using bed = await openTestbed({ routes: [route('wiki', { port: app.port })], settings: { reportEvery: 10 } })
  const socket = dial(bed.port, { Cookie: 'a=1; berth-app-wiki=x', 'X-Forwarded-For': '6.6.6.6' })
  await once(socket, 'open')
  socket.send('hello')
  assert.equal(String(await hears(socket)), 'hello')
  const large = Buffer.alloc(5 * 1024 * 1024, 'x')
  socket.send(large)
  assert.ok(large.equals(await hears(socket)))
  const { headers, url } = app.asked[0] ?? assert.fail()
  assert.equal(url, '/ws?x=1')
  assert.equal(headers.cookie, 'a=1')
  assert.equal(headers['x-forwarded-for'], '127.0.0.1')
  assert.equal(bed.engine.row('wiki')?.active, 1)
  socket.close(4001, 'bye')
  assert.equal((await once(socket, 'close'))[0], 4001)
  await bed.engine.heard((frame) => frame.type === 'demand' && frame.rows.some((row) => row.active === 0))
})

test('it is parked until the app runs', async () => {
  await using app = await openEcho()
  await using bed = await openTestbed({ routes: [route('wiki')] })
  const socket = dial(bed.port)
  await bed.engine.heard((frame) => frame.type === 'demand' && frame.rows.some((row) => row.waiting))
  bed.engine.put(route('wiki', { port: app.port }))
  await once(socket, 'open')
  socket.terminate()
})

test("cookies of Berth's names and for whole domains do not come back with it", async () => {
  await using app = await openEcho()
  await using bed = await openTestbed({ routes: [route('wiki', { port: app.port })] })
  using raw = new Raw(bed.port)
  const heard = await raw.say('GET /ws HTTP/1.1', host, ...upgrade, '', '').hears('\r\n\r\n')
  assert.match(heard, /^HTTP\/1.1 101 [^]*Connection: Upgrade\r\n[^]*set-cookie: a=1\r\n/i)
  assert.doesNotMatch(heard, /stolen|domain/i)
})

test('bytes that come right after the request are not lost', async () => {
  await using app = await openEcho()
  await using bed = await openTestbed({ routes: [route('wiki', { port: app.port })] })
  using raw = new Raw(bed.port)
  raw.say('GET /ws HTTP/1.1', host, ...upgrade, '', '\x81\x82\x00\x00\x00\x00hi')
  await raw.hears('\x81\x02hi')
})

test('who may not enter is told so, and a refusal of the app is passed on', async () => {
  await using app = await openEcho()
  await using bed = await openTestbed({ routes: [route('wiki', { port: app.port }), route('diary', { port: app.port, policy: { access: 'private', paths: {} } })] })
  using stranger = new Raw(bed.port)
  assert.match(await stranger.say('GET /ws HTTP/1.1', 'Host: diary.localhost', ...upgrade, '', '').isClosed(), /^HTTP\/1.1 401 /)
  using refused = new Raw(bed.port)
  const heard = await refused.say('GET /other HTTP/1.1', host, ...upgrade, '', '').isClosed()
  assert.match(heard, /^HTTP\/1.1 400 /)
  assert.doesNotMatch(heard, /berth-x/)
})

test('the console has WebSockets, too', async () => {
  await using bed = await openTestbed()
  const server = createServer()
  const sockets = new WebSocketServer({ server })
  sockets.on('connection', (socket, request) => socket.send(String(request.headers.cookie)))
  await new Promise<void>((resolve) => server.listen(bed.engineSocket, resolve))
  const socket = dial(bed.port, { Host: 'berth.localhost', Cookie: 'berth-session=s' })
  assert.equal(String(await hears(socket)), 'berth-session=s')
  socket.terminate()
  server.close()
})

test('it ends when the sign-in it is owed to is revoked', async () => {
  await using app = await openEcho()
  await using bed = await openTestbed({ routes: [route('diary', { port: app.port, policy: { access: 'private', paths: {} } })] })
  const socket = dial(bed.port, { Host: 'diary.localhost', Cookie: bed.cookie('diary') })
  await once(socket, 'open')
  bed.engine.send({ type: 'crowd', crowd: crowdOf(['other']) })
  await once(socket, 'close')
})

test('it ends when the app dies, and when the visitor vanishes', async () => {
  await using app = await openEcho()
  await using bed = await openTestbed({ routes: [route('wiki', { port: app.port })] })
  const one = dial(bed.port)
  await once(one, 'open')
  const ended = once(one, 'close')
  app.asked[0]?.socket.destroy()
  await ended
  const other = dial(bed.port)
  await once(other, 'open')
  const noticed = once(app.asked[1]?.socket ?? assert.fail(), 'close')
  other.terminate()
  await noticed
})
