import assert from 'node:assert/strict'
import { once } from 'node:events'
import type { RequestListener } from 'node:http'
import { test } from 'node:test'
import { until } from '../../../kit/until.ts'
import { openApp, route } from '../../testbed.ts'
import { heard, openSecureTestbed } from '../../tls/testbed.ts'
import type { Http2, SecureTestbed } from '../../tls/testbed.ts'

interface Both extends AsyncDisposable {
  readonly secure: SecureTestbed
  readonly visitor: Http2
}

async function open(listener: RequestListener): Promise<Both> {
  await using stack = new AsyncDisposableStack()
  const app = stack.use(await openApp(listener))
  const secure = stack.use(await openSecureTestbed({ routes: [route('wiki', { port: app.port })] }))
  const visitor = stack.use(await secure.speak())
  const all = stack.move()
  return { secure, visitor, [Symbol.asyncDispose]: () => all.disposeAsync() }
}

test('an app answers by HTTP/2, is told where its visitor comes from, and frames nothing', async () => {
  await using both = await open((request, response) => {
    response.writeHead(200, [
      'Set-Cookie',
      'a=1',
      'Set-Cookie',
      'b=2; Domain=localhost',
      'Connection',
      'keep-alive, X-Hop',
      'X-Hop',
      '1',
      'Content-Type',
      'text/a',
      'Content-Type',
      'text/b',
      'X-Name',
      'Zo\u00eb',
    ])
    response.end(JSON.stringify([request.method, request.url, request.headers, request.httpVersion]))
  })
  const { status, headers, body } = await both.visitor.ask('/a?b=c', { cookie: 'x=1', 'x-mine': 'yes', te: 'trailers', 'x-forwarded-for': '6.6.6.6' })
  const [method, url, told, version] = JSON.parse(body) as [string, string, Record<string, string>, string]
  assert.deepEqual([status, method, url, version], [200, 'GET', '/a?b=c', '1.1'])
  assert.deepEqual(headers['set-cookie'], ['a=1', 'b=2'])
  assert.equal(headers['strict-transport-security'], 'max-age=86400')
  assert.equal(headers['x-name'], 'Zo\u00eb')
  for (const name of ['connection', 'keep-alive', 'transfer-encoding', 'x-hop']) assert.equal(headers[name], undefined)
  const { host, cookie, te } = told
  assert.deepEqual([host, cookie, te, told['x-mine'], told['x-forwarded-for'], told['x-forwarded-proto']], ['wiki.localhost', 'x=1', 'trailers', 'yes', '127.0.0.1', 'https'])
  assert.equal(told['transfer-encoding'], undefined)
})

test('many requests share a connection, and none waits for another', async () => {
  let waiting: (() => void) | undefined
  await using both = await open((request, response) => {
    if (request.url === '/slow') waiting = () => response.end('slow')
    else response.end(request.url)
  })
  const slow = both.visitor.ask('/slow')
  const paths = Array.from({ length: 80 }, (_, index) => `/${index}`)
  const all = await Promise.all(paths.map((path) => both.visitor.ask(path)))
  assert.deepEqual(
    all.map(({ body }) => body),
    paths,
  )
  waiting?.()
  assert.equal((await slow).body, 'slow')
})

for (const [what, headers] of [
  ['with a length', { 'content-length': '5' }],
  ['without one', {}],
] as const) {
  test(`a body ${what} reaches the app whole`, async () => {
    await using both = await open((request, response) => {
      let body = ''
      request.on('data', (text: Buffer) => (body += text.toString())).on('end', () => response.end(`${body} ${request.headers['content-length'] ?? request.headers['transfer-encoding']}`))
    })
    const { body } = await both.visitor.ask('/', { ':method': 'POST', ...headers }, 'hello')
    assert.equal(body, `hello ${what === 'with a length' ? '5' : 'chunked'}`)
  })
}

test('a large body goes through as it is, both ways at once', async () => {
  await using both = await open((request, response) => void request.pipe(response))
  const stream = both.visitor.begin({ ':path': '/', ':method': 'POST' }, { open: true })
  const whole = heard(stream)
  const chunk = Buffer.alloc(64 * 1024, 'x')
  for (let i = 0; i < 160; i++) if (!stream.write(chunk)) await once(stream, 'drain')
  stream.end('end')
  const { body } = await whole
  assert.equal(body.length, 160 * chunk.length + 3)
  assert.ok(body.endsWith('xend'))
})

test('what an app streams is seen at once, its head before its body', async () => {
  let say: ((text: string) => void) | undefined
  await using both = await open((_, response) => {
    response.writeHead(200, { 'Content-Type': 'text/event-stream' }).flushHeaders()
    say = (text) => void response.write(text)
  })
  const stream = both.visitor.begin({ ':path': '/' })
  await once(stream, 'response')
  let seen = ''
  stream.setEncoding('utf8').on('data', (text: string) => (seen += text))
  for (const word of ['one', 'two']) {
    say?.(word)
    assert.ok(await until(() => (seen.endsWith(word) ? true : undefined), { deadline: 5_000 }))
  }
})

test('trailers go both ways, without those that only the gateway may say', async () => {
  await using both = await open((request, response) => {
    request.resume().on('end', () => {
      response.writeHead(200, { Trailer: 'X-Sum' })
      response.write('body')
      response.addTrailers({ 'X-Sum': JSON.stringify(request.trailers) })
      response.end()
    })
  })
  const stream = both.visitor.session.request({ ':path': '/', ':method': 'POST', ':authority': 'wiki.localhost', trailer: 'x-check' }, { waitForTrailers: true })
  stream.on('wantTrailers', () => stream.sendTrailers({ 'x-check': '7', 'x-ptl-client-id': 'root' }))
  const whole = heard(stream)
  stream.end('hello')
  const { body, trailers } = await whole
  assert.equal(body, 'body')
  assert.deepEqual(JSON.parse(String(trailers['x-sum'])), { 'x-check': '7' })
})

for (const [method, status] of [
  ['HEAD', 200],
  ['GET', 204],
  ['GET', 304],
] as const) {
  test(`${method} ${status} has a head and no body`, async () => {
    await using both = await open((_, response) => {
      response.writeHead(status, status === 200 ? { 'Content-Length': '7' } : {})
      response.end()
    })
    const { status: got, body, headers } = await both.visitor.ask('/', { ':method': method })
    assert.deepEqual([got, body], [status, ''])
    if (method === 'HEAD') assert.equal(headers['content-length'], '7')
  })
}

test('trailers that frame a message of HTTP/1.1 are left out', async () => {
  await using both = await open((_, response) => {
    response.write('body')
    response.addTrailers({ Connection: 'close', 'Keep-Alive': 'x', 'X-Sum': '7' })
    response.end()
  })
  const { body, trailers } = await both.visitor.ask('/')
  assert.deepEqual([body, trailers['x-sum'], trailers['connection']], ['body', '7', undefined])
})

test('HEAD of what the gateway itself answers', async () => {
  await using both = await open((_, response) => response.end())
  const { status, body } = await both.visitor.ask('/', { ':method': 'HEAD', ':authority': 'photos.localhost' })
  assert.deepEqual([status, body], [404, ''])
})

test('a status that HTTP/2 does not know is a failure of the app, and of nothing else', async () => {
  await using both = await open((_, response) => response.writeHead(799).end('odd'))
  assert.equal((await both.visitor.ask('/')).status, 502)
  assert.equal((await both.visitor.ask('/')).status, 502)
})

test('who expects to be told to go on is told', async () => {
  await using both = await open((request, response) => void request.pipe(response))
  const stream = both.visitor.begin({ ':path': '/', ':method': 'POST', expect: '100-continue' }, { open: true })
  const whole = heard(stream)
  await once(stream, 'continue')
  stream.end('now')
  assert.equal((await whole).body, 'now')
})

test('an answer before the end of an upload is whole, and ends the upload', async () => {
  await using both = await open((_, response) => response.writeHead(413).end('too much'))
  const stream = both.visitor.begin({ ':path': '/', ':method': 'POST' }, { open: true })
  const whole = heard(stream)
  stream.write(Buffer.alloc(300_000))
  const { status, body } = await whole
  assert.deepEqual([status, body], [413, 'too much'])
  assert.equal((await both.visitor.ask('/')).status, 413)
})

test('an answer that breaks off is broken off, not ended', async () => {
  await using both = await open((request, response) => {
    response.write('begun')
    setImmediate(() => request.socket.destroy())
  })
  await assert.rejects(both.visitor.ask('/'), /INTERNAL_ERROR|reset with 2/)
})

test('an upload whose connection dies never looks whole to the app', async () => {
  const seen: string[] = []
  await using both = await open((request) => {
    request
      .on('data', () => seen.push('data'))
      .on('end', () => seen.push('end'))
      .on('error', () => seen.push('broken'))
  })
  both.visitor.begin({ ':path': '/', ':method': 'POST' }, { open: true }).write('half')
  assert.ok(await until(() => (seen.includes('data') ? true : undefined), { deadline: 5_000 }))
  both.visitor.session.destroy()
  assert.ok(await until(() => (seen.includes('broken') ? true : undefined), { deadline: 5_000 }), seen.join())
  assert.ok(!seen.includes('end'))
})

test('an app hears it when its visitor goes away', async () => {
  const gone = Promise.withResolvers<undefined>()
  await using both = await open((request, response) => {
    response.write('begun')
    request.socket.once('close', () => gone.resolve(undefined))
  })
  const stream = both.visitor.begin({ ':path': '/' })
  await once(stream, 'response')
  stream.close(8)
  await gone.promise
})

test('a reader who does not read holds up only the app that answers, and nothing is piled up', async () => {
  let sent = 0
  await using both = await open((request, response) => {
    if (request.url === '/quick') return void response.end('quick')
    const chunk = Buffer.alloc(64 * 1024)
    const more = (): void => {
      while (sent < 200 * 1024 * 1024 && response.write(chunk)) sent += chunk.length
      response.once('drain', more)
    }
    more()
  })
  const stream = both.visitor.begin({ ':path': '/big' })
  await once(stream, 'response')
  assert.equal((await both.visitor.ask('/quick')).body, 'quick')
  assert.ok(sent < 50 * 1024 * 1024, `${sent} bytes were taken from the app for somebody who reads none`)
})

test('an app that does not read holds up its upload, and no other request of the connection', async () => {
  await using both = await open((request, response) => {
    if (request.url === '/quick') response.end('quick')
  })
  const stream = both.visitor.begin({ ':path': '/', ':method': 'POST' }, { open: true })
  let sent = 0
  const chunk = Buffer.alloc(64 * 1024)
  const more = (): void => {
    while (sent < 100 * 1024 * 1024 && stream.write(chunk)) sent += chunk.length
    stream.once('drain', more)
  }
  more()
  assert.equal((await both.visitor.ask('/quick')).body, 'quick')
  assert.ok(sent < 50 * 1024 * 1024, `${sent} bytes were taken from the visitor for an app that reads none`)
})

test('a request is parked until the app runs; a page load gets the waiting page and its events', async () => {
  await using app = await openApp((_, response) => response.end('awake'))
  await using secure = await openSecureTestbed({ routes: [route('wiki')] })
  using visitor = await secure.speak()
  const page = await visitor.ask('/', { accept: 'text/html' })
  assert.equal(page.status, 503)
  assert.match(page.body, /wiki is starting/)
  const events = visitor.ask('/.berth/waiting?path=%2F', { accept: 'text/event-stream' })
  const parked = visitor.ask('/', { ':method': 'POST' }, 'body')
  await secure.bed.engine.heard((frame) => frame.type === 'demand' && frame.rows.some((row) => row.waiting && row.active > 0))
  secure.bed.engine.put(route('wiki', { port: app.port }))
  assert.equal((await parked).body, 'awake')
  assert.match((await events).body, /"condition":"open"/)
})

test('who goes away while parked gives the place back', async () => {
  await using secure = await openSecureTestbed({ routes: [route('wiki')] })
  using visitor = await secure.speak()
  const stream = visitor.begin({ ':path': '/' })
  await secure.bed.engine.heard((frame) => frame.type === 'demand' && frame.rows.some((row) => row.active > 0))
  stream.close(8)
  assert.ok(await until(() => (secure.bed.engine.row('wiki')?.active === 0 ? true : undefined), { deadline: 5_000 }))
})
