import assert from 'node:assert/strict'
import { createServer as createHttp } from 'node:http'
import { connect, createServer } from 'node:net'
import { test } from 'node:test'
import { silent } from '../kit/log.ts'
import { until } from '../kit/until.ts'
import { openGateway } from './gateway.ts'
import { freePort } from './port.testbed.ts'
import { Raw } from './raw.testbed.ts'
import { openApp, opened, openTestbed, route } from './testbed.ts'
import type { Testbed } from './testbed.ts'

const host = 'Host: wiki.localhost'

async function ask(port: number, ...lines: readonly string[]): Promise<string> {
  using raw = new Raw(port)
  raw.say(...lines, 'Connection: close', '', '')
  return await raw.isClosed()
}

/** An HTTP server at the engine's socket. */
async function openConsole(bed: Testbed): Promise<AsyncDisposable> {
  const server = createHttp((request, response) => response.setHeader('Set-Cookie', 'berth-session=new').end(JSON.stringify([request.url, request.headers])))
  await new Promise<void>((resolve) => server.listen(bed.engineSocket, resolve))
  return {
    async [Symbol.asyncDispose]() {
      const done = new Promise<void>((resolve) => server.close(() => resolve()))
      server.closeAllConnections()
      await done
    },
  }
}

test('before the engine has told anything, the gateway says so', async () => {
  await using bed = await openTestbed()
  await using early = await openGateway({ socket: `${bed.folder}/early.sock`, ports: [0], address: '127.0.0.1', log: silent, version: 'test' })
  assert.match(await ask(early.port, 'GET / HTTP/1.1', host), /^HTTP\/1.1 503 [^]*Retry-After: 2[^]*"code":"gateway-new"/)
})

test('of several main ports the first that is free is taken', async () => {
  await using bed = await openTestbed()
  const free = await freePort()
  await using other = await openGateway({ socket: `${bed.folder}/other.sock`, ports: [bed.port, free], address: '127.0.0.1', log: silent, version: 'test' })
  assert.equal(other.port, free)
})

test('a second gateway at the same socket does not open', async () => {
  await using bed = await openTestbed()
  await assert.rejects(openGateway({ socket: `${bed.folder}/gateway.sock`, ports: [0], address: '127.0.0.1', log: silent, version: 'test' }), /another gateway/)
  assert.match(await ask(bed.port, 'GET / HTTP/1.1', 'Host: x.localhost'), /^HTTP\/1.1 404 /)
})

for (const name of ['berth.localhost', 'localhost', '127.0.0.1', '[::1]:80', 'BERTH.localhost.']) {
  test(`${name} leads to the console, with its cookies and without forged headers`, async () => {
    await using bed = await openTestbed()
    await using running = new AsyncDisposableStack()
    running.use(await openConsole(bed))
    const heard = await ask(bed.port, 'GET /api/health?x=1 HTTP/1.1', `Host: ${name}`, 'Cookie: berth-session=s; a=1', 'X-Forwarded-For: 6.6.6.6', 'X-Berth-User: root')
    const [url, headers] = JSON.parse(/\[".*\]/.exec(heard)?.[0] ?? '') as [string, Record<string, string>]
    assert.equal(url, '/api/health?x=1')
    assert.equal(headers['cookie'], 'berth-session=s; a=1')
    assert.equal(headers['x-forwarded-for'], '127.0.0.1')
    assert.equal(headers['x-berth-user'], undefined)
    assert.match(heard, /set-cookie: berth-session=new/i)
  })
}

test('while the engine restarts, visitors of the console wait', async () => {
  await using bed = await openTestbed()
  using raw = new Raw(bed.port).say('POST /api/x HTTP/1.1', 'Host: berth.localhost', 'Content-Length: 2', 'Connection: close', '', 'hi')
  using probe = new Raw(bed.port).say('GET / HTTP/1.1', host, '', '')
  await probe.hears('404')
  await using running = new AsyncDisposableStack()
  running.use(await openConsole(bed))
  assert.match(await raw.isClosed(), /\/api\/x/)
})

test('the engine goes and comes; apps and their open streams do not notice', async () => {
  let stream: { write(text: string): unknown } | undefined
  await using app = await openApp((request, response) => {
    if (request.url !== '/stream') return void response.end('served')
    response.write('begun')
    stream = response
  })
  await using bed = await openTestbed({ routes: [route('wiki', { port: app.port }), route('photos', { port: app.port })] })
  using kept = new Raw(bed.port)
  await kept.say('GET /stream HTTP/1.1', host, '', '').hears('begun')
  const mine = stream
  using gone = new Raw(bed.port)
  await gone.say('GET /stream HTTP/1.1', 'Host: photos.localhost', '', '').hears('begun')
  bed.engine.close()
  assert.match(await ask(bed.port, 'GET / HTTP/1.1', host), /served$/)
  await bed.reconnect([route('wiki', { port: app.port })])
  assert.deepEqual(bed.engine.row('wiki'), { instance: 'wiki', active: 1, idle: 0, waiting: false, targets: [`127.0.0.1:${app.port}`] })
  await gone.isClosed()
  assert.match(await ask(bed.port, 'GET / HTTP/1.1', 'Host: photos.localhost'), /^HTTP\/1.1 404 /)
  mine?.write('more')
  await kept.hears('more')
})

test('the newest engine is the engine', async () => {
  await using bed = await openTestbed()
  const old = bed.engine
  await bed.reconnect([route('wiki', { state: 'failed' })])
  old.send({ type: 'route-gone', instance: route('wiki').instance })
  assert.match(await ask(bed.port, 'GET / HTTP/1.1', host), /^HTTP\/1.1 503 /)
})

test('a broken line is left out, and the others are taken', async () => {
  await using bed = await openTestbed()
  const wire = connect(`${bed.folder}/gateway.sock`)
  wire.write('nonsense\n{"type":"unheard-of"}\n' + JSON.stringify({ type: 'route', route: route('wiki', { state: 'failed' }) }) + '\n')
  const taken = await until(async () => ((await ask(bed.port, 'GET / HTTP/1.1', host)).includes(' 503 ') ? true : undefined), { deadline: 5_000 })
  assert.ok(taken)
  wire.destroy()
})

test('an instance is reached by its own port under any name, and by-port visitors sign in at the main port', async () => {
  await using app = await openApp((request, response) => response.end(String(request.headers['x-forwarded-port'])))
  const listen = await freePort()
  await using bed = await openTestbed({ routes: [route('wiki', { port: app.port, listen })] })
  assert.ok((await answered(listen))?.endsWith(String(listen)))
  bed.engine.put(route('wiki', { port: app.port, listen, policy: { access: 'private', paths: {} } }))
  const moved = await until(async () => /Location: (.*)\r\n/.exec(await ask(listen, 'GET / HTTP/1.1', `Host: 127.0.0.1:${listen}`, 'Accept: text/html'))?.[1], { deadline: 5_000 })
  assert.equal(moved, `http://127.0.0.1:${bed.port}/go?instance=wiki&to=${encodeURIComponent(`http://127.0.0.1:${listen}/`)}`)
  bed.engine.send({ type: 'route-gone', instance: route('wiki').instance })
  assert.ok(await until(() => closed(listen), { deadline: 5_000 }))
})

test('a port that is taken is told, and had when it is free', async () => {
  const squatter = createServer()
  const { port: listen } = await opened(squatter)
  await using app = await openApp((_, response) => response.end('mine now'))
  await using bed = await openTestbed({ routes: [route('wiki', { port: app.port, listen })] })
  const told = await bed.engine.heard((frame) => frame.type === 'port-failed')
  assert.deepEqual(told, { type: 'port-failed', instance: 'wiki', port: listen, reason: 'EADDRINUSE' })
  await new Promise<void>((resolve) => squatter.close(() => resolve()))
  bed.engine.put(route('wiki', { port: app.port, listen }))
  assert.match((await answered(listen)) ?? '', /mine now/)
})

test('a port goes from one instance to another', async () => {
  await using app = await openApp((request, response) => response.end(`at ${request.headers.host}`))
  const listen = await freePort()
  await using bed = await openTestbed({ routes: [route('wiki', { port: app.port, listen })] })
  assert.ok(await answered(listen))
  await bed.reconnect([route('wiki', { port: app.port }), route('photos', { state: 'failed', listen })])
  assert.match(await ask(listen, 'GET / HTTP/1.1', 'Host: x'), /photos is not running/)
})

test('plain TCP is passed through both ways, parked until it runs, and counted', async () => {
  const echo = createServer((socket) => socket.pipe(socket))
  const { port } = await opened(echo)
  const listen = await freePort()
  await using bed = await openTestbed({ routes: [route('mqtt', { listen, protocol: 'tcp' })] })
  await until(() => open(listen), { deadline: 5_000 })
  using raw = new Raw(listen).say('hello')
  await bed.engine.heard((frame) => frame.type === 'demand' && frame.rows.some((row) => row.waiting && row.active > 0))
  bed.engine.put(route('mqtt', { port, listen, protocol: 'tcp' }))
  await raw.hears('hello')
  await raw.say(' again').hears('hello again')
  raw.socket.end()
  await raw.isClosed()
  await bed.engine.heard((frame) => frame.type === 'demand' && frame.rows.some((row) => !row.waiting && row.active === 0))
  echo.close()
})

test('plain TCP to what is not public is closed at once and wakes nothing', async () => {
  const listen = await freePort()
  const mqtt = route('mqtt', { listen, protocol: 'tcp', policy: { access: 'private', paths: {} } })
  await using bed = await openTestbed({ routes: [mqtt] })
  await until(() => open(listen), { deadline: 5_000 })
  using raw = new Raw(listen).say('hello')
  assert.equal(await raw.isClosed(), '')
  await bed.reconnect([mqtt])
  assert.equal(bed.engine.row('mqtt'), undefined)
})

test('plain TCP to what is not public is passed on where its owner opened it', async () => {
  const listen = await freePort()
  const mqtt = route('mqtt', { listen, protocol: 'tcp', open: true, policy: { access: 'private', paths: {} } })
  await using bed = await openTestbed({ routes: [mqtt] })
  await until(() => open(listen), { deadline: 5_000 })
  using raw = new Raw(listen).say('hello')
  await bed.engine.heard((frame) => frame.type === 'demand' && frame.rows.some((row) => row.instance === 'mqtt' && row.waiting))
  raw.socket.end()
})

/** As soon as the port is open. */
function answered(port: number): Promise<string | undefined> {
  return until(async () => (await ask(port, 'GET / HTTP/1.1', 'Host: whatever.example')) || undefined, { deadline: 5_000 })
}

function open(port: number): Promise<true | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' })
    socket.once('connect', () => resolve(true))
    socket.once('error', () => resolve(undefined))
    socket.once('connect', () => socket.destroy())
  })
}

async function closed(port: number): Promise<true | undefined> {
  return (await open(port)) ? undefined : true
}
