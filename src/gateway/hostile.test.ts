import assert from 'node:assert/strict'
import { test } from 'node:test'
import { until } from '../kit/until.ts'
import { Raw } from './raw.testbed.ts'
import { openApp, openTestbed, route } from './testbed.ts'

const host = 'Host: wiki.localhost'

/** What the app gets to see of raw bytes, and what they are answered. */
async function tell(...lines: readonly string[]): Promise<{ seen: string[]; heard: string }> {
  const seen: string[] = []
  await using app = await openApp((request, response) => {
    seen.push(`${request.method} ${request.url}`)
    request.resume().on('end', () => response.end('ok'))
  })
  await using bed = await openTestbed({ routes: [route('wiki', { port: app.port })] })
  using raw = new Raw(bed.port)
  raw.say(...lines)
  const heard = await raw.isClosed()
  return { seen, heard }
}

const smuggled = ['GET /smuggled HTTP/1.1', host, '', '']

for (const [what, lines] of [
  ['a length and chunks', ['POST / HTTP/1.1', host, 'Content-Length: 5', 'Transfer-Encoding: chunked', '', '0', '', ...smuggled]],
  ['chunks and a length', ['POST / HTTP/1.1', host, 'Transfer-Encoding: chunked', 'Content-Length: 5', '', '0', '', ...smuggled]],
  ['two lengths', ['POST / HTTP/1.1', host, 'Content-Length: 0', 'Content-Length: 38', '', ...smuggled]],
  ['two equal lengths', ['POST / HTTP/1.1', host, 'Content-Length: 0', 'Content-Length: 0', '', ...smuggled]],
  ['a length with a sign', ['POST / HTTP/1.1', host, 'Content-Length: +0', '', ...smuggled]],
  ['a length of words', ['POST / HTTP/1.1', host, 'Content-Length: 0 0', '', ...smuggled]],
  ['a huge length', ['POST / HTTP/1.1', host, 'Content-Length: 99999999999999999999', '', ...smuggled]],
  ['a coding with a space before its colon', ['POST / HTTP/1.1', host, 'Transfer-Encoding : chunked', '', '0', '', ...smuggled]],
  ['a coding that is not chunked', ['POST / HTTP/1.1', host, 'Transfer-Encoding: xchunked', '', '0', '', ...smuggled]],
  ['chunked twice', ['POST / HTTP/1.1', host, 'Transfer-Encoding: chunked, chunked', '', '0', '', ...smuggled]],
  ['chunked and then identity', ['POST / HTTP/1.1', host, 'Transfer-Encoding: chunked', 'Transfer-Encoding: identity', '', '0', '', ...smuggled]],
  ['a folded line', ['GET / HTTP/1.1', host, 'X-A: 1', ' Content-Length: 5', '', '']],
  ['a bare line feed in a head', ['GET / HTTP/1.1', `${host}\nX-A: 1`, '', '']],
  ['a chunk size that is too large', ['POST / HTTP/1.1', host, 'Transfer-Encoding: chunked', '', 'fffffffffffffffff', '', '']],
  ['a chunk size with a sign', ['POST / HTTP/1.1', host, 'Transfer-Encoding: chunked', '', '+3', 'abc', '0', '', '']],
  ['a NUL in a value', ['GET / HTTP/1.1', host, 'X-A: a\u0000b', '', '']],
  ['a name with a space', ['GET / HTTP/1.1', host, 'X A: b', '', '']],
  ['no Host', ['GET / HTTP/1.1', '', '']],
  ['two Hosts', ['GET / HTTP/1.1', host, 'Host: photos.localhost', '', '']],
  ['two equal Hosts', ['GET / HTTP/1.1', host, host, '', '']],
  ['a Host that is none', ['GET / HTTP/1.1', 'Host: wiki.localhost/x', 'Connection: close', '', '']],
  ['a Host of two', ['GET / HTTP/1.1', 'Host: wiki.localhost, photos.localhost', 'Connection: close', '', '']],
  ['a whole URL', ['GET http://wiki.localhost/ HTTP/1.1', host, '', '']],
  ['a whole URL of another place', ['GET http://10.0.0.1/ HTTP/1.1', host, '', '']],
  ['an asterisk', ['OPTIONS * HTTP/1.1', host, '', '']],
  ['a proxy request', ['CONNECT wiki.localhost:443 HTTP/1.1', host, '', '']],
  ['no path', ['GET wiki HTTP/1.1', host, '', '']],
  ['another version', ['GET / HTTP/2.0', host, '', '']],
  ['the preface of HTTP/2', ['PRI * HTTP/2.0', '', 'SM', '', '']],
  ['TLS', ['\u0016\u0003\u0001\u0002\u0000\u0001', '']],
  ['nothing of HTTP', ['hello', '']],
] as const) {
  test(`${what} is refused and reaches no app`, async () => {
    const { seen, heard } = await tell(...lines)
    assert.deepEqual(seen, [])
    assert.match(heard, /^HTTP\/1.1 4\d\d /)
    assert.equal(heard.split('HTTP/1.1 ').length, 2, 'one answer, then the connection ends')
  })
}

test('a header beyond its limit is refused', async () => {
  const { seen, heard } = await tell('GET / HTTP/1.1', host, `X-A: ${'a'.repeat(40_000)}`, '', '')
  assert.deepEqual(seen, [])
  assert.match(heard, /^HTTP\/1.1 431 /)
})

test('too many lines are refused, not dropped', async () => {
  const { seen, heard } = await tell('GET / HTTP/1.1', host, ...Array.from({ length: 2500 }, () => 'A: 1'), '', '')
  assert.deepEqual(seen, [])
  assert.match(heard, /^HTTP\/1.1 4\d\d /)
})

test('an upgrade to HTTP/2 is not one: the request is answered as it is', async () => {
  const { seen, heard } = await tell('GET /x HTTP/1.1', host, 'Connection: Upgrade, HTTP2-Settings, close', 'Upgrade: h2c', 'HTTP2-Settings: AAMAAABkAAQAAP__', '', '')
  assert.deepEqual(seen, ['GET /x'])
  assert.match(heard, /^HTTP\/1.1 200 /)
})

for (const [what, begin] of [
  ['says nothing', ''],
  ['does not come to the end of its header', 'GET / HTTP/1.1\r\nHost: wi'],
] as const) {
  test(`a connection that ${what} is closed in time`, async () => {
    await using bed = await openTestbed({ settings: { headerTime: 500 } })
    using raw = new Raw(bed.port)
    raw.say(begin)
    assert.match(await raw.isClosed(), /^(HTTP\/1.1 408 |$)/)
  })
}

test('a slow upload is not cut off by the time for a header', async () => {
  await using app = await openApp((request, response) => request.resume().on('end', () => response.end('all of it')))
  await using bed = await openTestbed({ routes: [route('wiki', { port: app.port })], settings: { headerTime: 200 } })
  using slow = new Raw(bed.port)
  using silent = new Raw(bed.port)
  slow.say('POST / HTTP/1.1', host, 'Content-Length: 2', 'Connection: close', '', 'a')
  await silent.isClosed() // by then the time for a header is over
  assert.match(await slow.say('b').isClosed(), /all of it/)
})

test('a hundred who say nothing hold nobody up', async () => {
  await using app = await openApp((_, response) => response.end('quick'))
  await using bed = await openTestbed({ routes: [route('wiki', { port: app.port })] })
  const slow = Array.from({ length: 100 }, () => new Raw(bed.port).say('GET / HTTP/1.1\r\nHo'))
  using raw = new Raw(bed.port)
  assert.match(await raw.say('GET / HTTP/1.1', host, 'Connection: close', '', '').isClosed(), /quick/)
  for (const one of slow) one[Symbol.dispose]()
})

test('connections beyond the number for a port are closed at once', async () => {
  await using bed = await openTestbed({ settings: { connections: 3 } })
  const all = Array.from({ length: 5 }, () => new Raw(bed.port))
  const closed = () => all.filter((one) => one.closed || one.ended).length
  assert.equal(await until(() => (closed() === 2 ? 2 : undefined), { deadline: 5_000 }), 2)
  for (const one of all) one[Symbol.dispose]()
})

test('a reader who does not read holds up only the app that answers, and nothing is piled up', async () => {
  let sent = 0
  await using app = await openApp((request, response) => {
    if (request.url === '/quick') return void response.end('quick')
    const more = (): void => {
      while (sent < 200 * 1024 * 1024 && response.write(chunk)) sent += chunk.length
      response.once('drain', more)
    }
    more()
  })
  await using bed = await openTestbed({ routes: [route('wiki', { port: app.port })] })
  using slow = new Raw(bed.port)
  slow.say('GET /big HTTP/1.1', host, '', '')
  await slow.hears('200 OK')
  slow.socket.pause()
  using raw = new Raw(bed.port)
  assert.match(await raw.say('GET /quick HTTP/1.1', host, 'Connection: close', '', '').isClosed(), /quick/)
  assert.ok(sent < 50 * 1024 * 1024, `${sent} bytes were taken from the app for somebody who reads none`)
})

const chunk = Buffer.alloc(64 * 1024)
