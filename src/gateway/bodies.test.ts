import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { request as ask } from 'node:http'
import type { ClientRequest, IncomingMessage } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { test } from 'node:test'
import { Raw } from './raw.testbed.ts'
import { openApp, openTestbed, route } from './testbed.ts'

const host = 'Host: wiki.localhost'
const size = 200 * 1024 * 1024

/** As many random bytes, in chunks of 256 KB that repeat. */
function bytes(total: number): { stream: Readable; digest: string } {
  const chunk = randomBytes(256 * 1024)
  const hash = createHash('sha256')
  const count = total / chunk.length
  for (let i = 0; i < count; i++) hash.update(chunk)
  return { stream: Readable.from(Array.from({ length: count }, () => chunk)), digest: hash.digest('hex') }
}

async function digestOf(stream: Readable): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of stream) hash.update(chunk as Buffer)
  return hash.digest('hex')
}

function begin(port: number, method: string, headers: Readonly<Record<string, string | number>>): { request: ClientRequest; response: Promise<IncomingMessage> } {
  const request = ask({ port, host: '127.0.0.1', method, headers: { Host: 'wiki.localhost', ...headers } })
  const response = new Promise<IncomingMessage>((resolve, reject) => {
    request.once('response', resolve)
    request.once('error', reject)
  })
  return { request, response }
}

/** The most memory outside the heap that this process, with gateway, app and visitor in it, took meanwhile. */
async function peak(act: () => Promise<void>): Promise<number> {
  const before = process.memoryUsage().arrayBuffers
  let most = 0
  const look = setInterval(() => (most = Math.max(most, process.memoryUsage().arrayBuffers - before)), 5)
  try {
    await act()
  } finally {
    clearInterval(look)
  }
  return most
}

test('200 MB come down whole, and are never held', async () => {
  const { stream, digest } = bytes(size)
  await using app = await openApp((_, response) => void pipeline(stream, response.writeHead(200, { 'Content-Length': size })))
  await using bed = await openTestbed({ routes: [route('wiki', { port: app.port })] })
  const held = await peak(async () => {
    const { request, response } = begin(bed.port, 'GET', {})
    request.end()
    assert.equal(await digestOf(await response), digest)
  })
  // What was passed on waits for the garbage collector for a while; what is held would be all of it.
  assert.ok(held < size * 0.8, `${held} bytes were held`)
})

for (const [what, headers] of [
  ['with a length', { 'Content-Length': size }],
  ['in chunks', { 'Transfer-Encoding': 'chunked' }],
] as const) {
  test(`200 MB go up ${what}, whole, and are never held`, async () => {
    const { stream, digest } = bytes(size)
    await using app = await openApp((request, response) => void digestOf(request).then((seen) => response.end(seen)))
    await using bed = await openTestbed({ routes: [route('wiki', { port: app.port })] })
    const held = await peak(async () => {
      const { request, response } = begin(bed.port, 'POST', headers)
      await pipeline(stream, request)
      let seen = ''
      for await (const text of (await response).setEncoding('utf8')) seen += String(text)
      assert.equal(seen, digest)
    })
    // What was passed on waits for the garbage collector for a while; what is held would be all of it.
    assert.ok(held < size * 0.8, `${held} bytes were held`)
  })
}

test('an upload to an app that does not read waits at the visitor', async () => {
  let read: (() => void) | undefined
  await using app = await openApp((request, response) => {
    read = () => request.resume()
    request.on('end', () => response.end('all of it'))
  })
  await using bed = await openTestbed({ routes: [route('wiki', { port: app.port })] })
  const { request, response } = begin(bed.port, 'POST', { 'Content-Length': size })
  const sending = pipeline(bytes(size).stream, request)
  await bed.engine.heard((frame) => frame.type === 'demand' && frame.rows.some((row) => row.active === 1))
  const stuck = await stands(() => request.socket?.bytesWritten ?? 0)
  assert.ok(stuck < 50 * 1024 * 1024, `${stuck} bytes went to somebody who reads none`)
  read?.()
  await sending
  assert.equal((await response).statusCode, 200)
  ;(await response).resume()
})

test('the body of a parked upload waits at the visitor, too', async () => {
  await using bed = await openTestbed({ routes: [route('wiki')] })
  const { request, response } = begin(bed.port, 'POST', { 'Content-Length': size })
  const ended = Promise.allSettled([pipeline(bytes(size).stream, request), response])
  await bed.engine.heard((frame) => frame.type === 'demand' && frame.rows.some((row) => row.waiting))
  const stuck = await stands(() => request.socket?.bytesWritten ?? 0)
  assert.ok(stuck < 50 * 1024 * 1024, `${stuck} bytes went to nobody`)
  request.destroy()
  await ended
})

test('100 Continue comes only when the app is there', async () => {
  await using app = await openApp((request, response) => request.resume().on('end', () => response.end('taken')))
  await using bed = await openTestbed({ routes: [route('wiki')] })
  using raw = new Raw(bed.port)
  raw.say('POST / HTTP/1.1', host, 'Expect: 100-continue', 'Content-Length: 3', 'Connection: close', '', '')
  await bed.engine.heard((frame) => frame.type === 'demand' && frame.rows.some((row) => row.waiting))
  assert.equal(raw.heard, '')
  bed.engine.put(route('wiki', { port: app.port }))
  await raw.hears('HTTP/1.1 100 Continue\r\n\r\n')
  assert.match(await raw.say('abc').isClosed(), /HTTP\/1.1 200 [^]*taken/)
})

test('who may not enter gets no 100 Continue, and the connection ends', async () => {
  await using bed = await openTestbed({ routes: [route('wiki', { policy: { access: 'private', paths: {} } })] })
  using raw = new Raw(bed.port)
  raw.say('POST / HTTP/1.1', host, 'Expect: 100-continue', 'Content-Length: 3', '', '')
  assert.match(await raw.isClosed(), /^HTTP\/1.1 401 /)
})

test('an app that refuses an upload is heard, and the connection ends', async () => {
  await using app = await openApp((_, response) => response.writeHead(413, { Connection: 'close' }).end('too large'))
  await using bed = await openTestbed({ routes: [route('wiki', { port: app.port })] })
  using raw = new Raw(bed.port)
  raw.say('POST / HTTP/1.1', host, `Content-Length: ${size}`, '', 'beginning')
  assert.match(await raw.hears('too large'), /^HTTP\/1.1 413 [^]*connection: close/i)
  await raw.isClosed()
})

/** A number that no longer changes. */
async function stands(look: () => number): Promise<number> {
  let [before, same] = [-1, 0]
  while (same < 20) {
    await new Promise((resolve) => setTimeout(resolve, 10))
    same = look() === before ? same + 1 : 0
    before = look()
  }
  return before
}
