import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:net'
import type { Socket } from 'node:net'
import { test } from 'node:test'
import { Raw } from './raw.testbed.ts'
import { openApp, opened, openTestbed, route } from './testbed.ts'
import type { Testbed } from './testbed.ts'

const host = 'Host: wiki.localhost'

/** A testbed with one running app that answers by these bytes, whatever it is asked. */
async function openWith(listen: Parameters<typeof openApp>[0]): Promise<Testbed> {
  const app = await openApp(listen)
  const bed = await openTestbed({ routes: [route('wiki', { port: app.port })] })
  const close = bed[Symbol.asyncDispose].bind(bed)
  return Object.assign(bed, {
    async [Symbol.asyncDispose]() {
      await close()
      await app[Symbol.asyncDispose]()
    },
  })
}

async function ask(bed: Testbed, ...lines: readonly string[]): Promise<string> {
  using raw = new Raw(bed.port)
  raw.say(...lines)
  return await raw.isClosed()
}

test('a name leads to its app, with the address it was asked by', async () => {
  await using bed = await openWith((request, response) => response.end(JSON.stringify([request.url, request.headers])))
  const heard = await ask(bed, 'GET /x?y=1 HTTP/1.1', 'Host: WIKI.localhost.:80', 'X-Forwarded-For: 6.6.6.6', 'Connection: close', '', '')
  const [url, headers] = JSON.parse(/\[.*\]/.exec(heard)?.[0] ?? '') as [string, Record<string, string>]
  assert.equal(url, '/x?y=1')
  assert.equal(headers['host'], 'WIKI.localhost.:80')
  assert.equal(headers['x-forwarded-for'], '127.0.0.1')
  assert.equal(headers['x-forwarded-proto'], 'http')
  assert.equal(headers['x-forwarded-host'], 'WIKI.localhost.:80')
  assert.equal(headers['x-forwarded-port'], String(bed.port))
})

test('one connection serves many requests, both sides', async () => {
  const from = new Set<unknown>()
  await using bed = await openWith((request, response) => {
    from.add(request.socket)
    response.end(request.url)
  })
  using raw = new Raw(bed.port)
  for (const at of ['/1', '/2', '/3']) await raw.say(`GET ${at} HTTP/1.1`, host, '', '').hears(new RegExp(`\r\n\r\n${at}$`))
  assert.equal(from.size, 1)
  assert.equal(raw.ended, false)
})

test('pipelined requests are answered in their order', async () => {
  await using bed = await openWith((request, response) => {
    if (request.url === '/slow') setImmediate(() => setImmediate(() => response.end('slow')))
    else response.end('fast')
  })
  const heard = await ask(bed, 'GET /slow HTTP/1.1', host, '', 'GET /fast HTTP/1.1', host, 'Connection: close', '', '')
  assert.match(heard, /slow[^]*fast/)
})

test('HTTP/1.0 gets what it understands, and the connection ends', async () => {
  await using bed = await openWith((_, response) => {
    response.write('one ')
    response.end('two')
  })
  const heard = await ask(bed, 'GET / HTTP/1.0', host, '', '')
  assert.match(heard, /^HTTP\/1.1 200 OK\r\n/)
  assert.doesNotMatch(heard, /transfer-encoding/i)
  assert.match(heard, /\r\n\r\none two$/)
})

test('HEAD, 204 and 304 keep their heads and have no body', async () => {
  await using bed = await openWith((request, response) => {
    if (request.method === 'HEAD') response.writeHead(200, { 'Content-Length': 1234 }).end()
    else response.writeHead(Number(request.url?.slice(1)), { ETag: '"x"' }).end()
  })
  using raw = new Raw(bed.port)
  assert.match(await raw.say('HEAD / HTTP/1.1', host, '', '').hears('\r\n\r\n'), /content-length: 1234/i)
  raw.heard = ''
  assert.match(await raw.say('GET /204 HTTP/1.1', host, '', '').hears('\r\n\r\n'), /^HTTP\/1.1 204 /)
  raw.heard = ''
  const heard = await raw.say('GET /304 HTTP/1.1', host, 'Connection: close', '', '').isClosed()
  assert.match(heard, /^HTTP\/1.1 304 [^]*etag: "x"[^]*\r\n\r\n$/i)
})

test("an app's own errors pass untouched", async () => {
  await using bed = await openWith((_, response) => response.writeHead(503, 'Not Now', { 'Retry-After': '7' }).end('mine'))
  const heard = await ask(bed, 'GET / HTTP/1.1', host, 'Accept: text/html', 'Connection: close', '', '')
  assert.match(heard, /^HTTP\/1.1 503 Not Now\r\n[^]*retry-after: 7[^]*\bmine\b/i)
})

test('trailers come back', async () => {
  await using bed = await openWith((_, response) => {
    response.writeHead(200, { Trailer: 'X-Sum' })
    response.write('body')
    response.addTrailers({ 'X-Sum': '42' })
    response.end()
  })
  assert.match(await ask(bed, 'GET / HTTP/1.1', host, 'TE: trailers', 'Connection: close', '', ''), /0\r\nx-sum: 42\r\n\r\n$/i)
})

test('trailers of a request arrive, but not those that say who somebody is', async () => {
  await using bed = await openWith((request, response) => {
    request.resume()
    request.on('end', () => response.end(JSON.stringify([request.headers.host, request.headers['x-a'], request.trailers])))
  })
  const head = ['POST / HTTP/1.1', host, 'X-A: 1', 'Transfer-Encoding: chunked', 'Trailer: X-Sum, Remote-User', 'Connection: close', '']
  const heard = await ask(bed, ...head, '4', 'body', '0', 'X-Sum: 42', 'Remote-User: admin', '', '')
  assert.match(heard, /^HTTP\/1.1 200 /)
  const said = JSON.parse(/\[.*\]/.exec(heard)?.[0] ?? '') as [string, string, Record<string, string>]
  assert.equal(`Host: ${said[0]}`.toLowerCase(), host.toLowerCase())
  assert.deepEqual(said.slice(1), ['1', { 'x-sum': '42' }])
})

test('requests with trailers go side by side, each with its own', async () => {
  await using bed = await openWith((request, response) => {
    request.resume()
    request.on('end', () => response.end(String(request.trailers['x-sum'])))
  })
  const many = Array.from({ length: 5 }, () => ask(bed, 'POST / HTTP/1.1', host, 'Transfer-Encoding: chunked', 'Trailer: X-Sum', 'Connection: close', '', '4', 'body', '0', 'X-Sum: 42', '', ''))
  for (const heard of await Promise.all(many)) assert.match(heard, /\b42\b/)
})

test('a chunked upload arrives as it is sent, and the answer may come before its end', async () => {
  await using bed = await openWith((request, response) => {
    request.on('data', (chunk: Buffer) => response.write(`<${chunk.toString()}>`))
    request.on('end', () => response.end())
  })
  using raw = new Raw(bed.port)
  await raw.say('POST / HTTP/1.1', host, 'Transfer-Encoding: chunked', '', '3', 'abc', '').hears('<abc>')
  await raw.say('3', 'def', '').hears('<def>')
  await raw.say('0', '', '').isClosed()
  assert.match(raw.heard, /0\r\n\r\n$/)
})

test('the head of a stream and each event are passed on at once', async () => {
  let stream: { write(text: string): unknown } | undefined
  await using bed = await openWith((_, response) => {
    response.writeHead(200, { 'Content-Type': 'text/event-stream' }).flushHeaders()
    stream = response
  })
  using raw = new Raw(bed.port)
  await raw.say('GET / HTTP/1.1', host, '', '').hears('text/event-stream')
  stream?.write('data: 1\n\n')
  await raw.hears('data: 1')
  stream?.write('data: 2\n\n')
  await raw.hears('data: 2')
})

test('a visitor who goes away ends the request at the app', async () => {
  const { promise: gone, resolve } = Promise.withResolvers<unknown>()
  await using bed = await openWith((_, response) => {
    response.on('close', resolve)
    response.write('beginning')
  })
  const raw = new Raw(bed.port)
  await raw.say('GET / HTTP/1.1', host, '', '').hears('beginning')
  raw.socket.destroy()
  await gone
})

test('an upload that is broken off is broken off at the app', async () => {
  const { promise: gone, resolve } = Promise.withResolvers<unknown>()
  await using bed = await openWith((request) => {
    request.on('error', resolve).resume()
  })
  const raw = new Raw(bed.port)
  raw.say('POST / HTTP/1.1', host, 'Content-Length: 1000000', '', 'beginning')
  await bed.engine.heard((frame) => frame.type === 'demand' && frame.rows.some((row) => row.active === 1))
  raw.socket.destroy()
  assert.match(String(await gone), /aborted/)
})

for (const [what, head] of [
  ['with a length', 'Content-Length: 100'],
  ['in chunks', 'Transfer-Encoding: chunked'],
] as const) {
  test(`a body ${what} that breaks off at the app never ends well`, async () => {
    await using app = await openBytes((socket) => socket.end(`HTTP/1.1 200 OK\r\n${head}\r\n\r\n${head.includes('chunked') ? '4\r\nhalf\r\n' : 'half'}`))
    await using bed = await openTestbed({ routes: [route('wiki', { port: app.port })] })
    const heard = await ask(bed, 'GET / HTTP/1.1', host, '', '')
    assert.match(heard, /half/)
    assert.doesNotMatch(heard, /\r\n0\r\n\r\n$/)
  })
}

test('a visitor with HTTP/1.0 sees a reset, not an end, when the body breaks off', async () => {
  const { promise: go, resolve } = Promise.withResolvers<unknown>()
  await using app = await openBytes((socket) => {
    socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n')
    void go.then(() => socket.end())
  })
  await using bed = await openTestbed({ routes: [route('wiki', { port: app.port })] })
  using raw = new Raw(bed.port)
  const failed = new Promise((resolve) => raw.socket.once('close', resolve))
  await raw.say('GET / HTTP/1.0', host, '', '').hears('half')
  resolve(undefined)
  assert.equal(await failed, true)
})

test("Berth's cookies stay with Berth, both ways", async () => {
  await using bed = await openWith((request, response) => {
    response.setHeader('Set-Cookie', ['a=1; Domain=localhost; Path=/', 'berth-session=stolen', 'b=2'])
    response.end(`saw ${request.headers.cookie ?? 'none'}`)
  })
  const heard = await ask(bed, 'GET / HTTP/1.1', host, 'Cookie: x=1; berth-session=s', 'Cookie: berth-app-wiki=t; y=2', 'Connection: close', '', '')
  assert.match(heard, /saw x=1; +y=2/)
  assert.match(heard, /set-cookie: a=1; Path=\/\r\n/i)
  assert.match(heard, /set-cookie: b=2\r\n/i)
  assert.doesNotMatch(heard, /stolen|Domain/)
})

test('what Connection names stays on its side, both ways', async () => {
  await using bed = await openWith((request, response) => {
    response.writeHead(200, { Connection: 'keep-alive, X-Hop', 'X-Hop': '1', 'X-End': '2' })
    response.end(JSON.stringify(request.headers))
  })
  const heard = await ask(bed, 'GET / HTTP/1.1', host, 'Connection: close, X-Mine', 'X-Mine: 1', 'X-Yours: 2', '', '')
  assert.match(heard, /x-end: 2/i)
  assert.doesNotMatch(heard, /x-hop: 1/i)
  assert.match(heard, /"x-yours":"2"/)
  assert.doesNotMatch(heard, /x-mine/)
})

test('an idle connection that the app closes just as it is used does no harm to a GET', async () => {
  let connections = 0
  await using app = await openBytes((socket) => {
    if (++connections === 1) socket.once('data', () => socket.destroy())
    else socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nagain'))
  }, 'raw')
  await using bed = await openTestbed({ routes: [route('wiki', { port: app.port })] })
  assert.match(await ask(bed, 'GET / HTTP/1.1', host, 'Connection: close', '', ''), /again$/)
  assert.equal(connections, 2)
})

test('a POST that the app may have seen is never sent twice', async () => {
  let connections = 0
  await using app = await openBytes((socket) => {
    connections++
    socket.once('data', () => socket.destroy())
  }, 'raw')
  await using bed = await openTestbed({ routes: [route('wiki', { port: app.port })] })
  const heard = await ask(bed, 'POST / HTTP/1.1', host, 'Content-Length: 2', 'Connection: close', '', 'hi')
  assert.match(heard, /^HTTP\/1.1 502 [^]*"code":"upstream"/)
  assert.equal(connections, 1)
})

test('an app that speaks no HTTP is a problem of its own', async () => {
  await using app = await openBytes((socket) => socket.end('SSH-2.0-OpenSSH\r\n'))
  await using bed = await openTestbed({ routes: [route('wiki', { port: app.port })] })
  assert.match(await ask(bed, 'GET / HTTP/1.1', host, 'Connection: close', '', ''), /^HTTP\/1.1 502 [^]*application\/problem\+json/)
})

/** A TCP server: `answer` is called when the first bytes of a request are there, or at once for `raw`. */
async function openBytes(answer: (socket: Socket) => void, when: 'asked' | 'raw' = 'asked'): Promise<AsyncDisposable & { readonly port: number }> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    if (when === 'raw') answer(socket)
    else socket.once('data', () => answer(socket))
  })
  return {
    ...(await opened(server)),
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
