import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Raw } from './raw.testbed.ts'
import { openApp, openTestbed, route } from './testbed.ts'
import type { Testbed } from './testbed.ts'

const host = 'Host: wiki.localhost'
const browser = ['Accept: text/html,application/xhtml+xml', 'Sec-Fetch-Mode: navigate']
const cause = { code: 'crash-loop', message: 'web of wiki ended 3 times in a row.', fix: 'Look at its logs.', at: 'now', log: ['segfault at 0'] }

async function ask(bed: Testbed, ...lines: readonly string[]): Promise<string> {
  using raw = new Raw(bed.port)
  raw.say(...lines)
  return await raw.isClosed()
}

const waited = (bed: Testbed) => bed.engine.heard((frame) => frame.type === 'demand' && frame.rows.some((row) => row.waiting))

for (const state of ['stopped', 'starting', 'queued', 'fetching', 'stopping', 'paused'] as const) {
  test(`a request to an instance that is ${state} is parked and answered by the app itself`, async () => {
    await using app = await openApp((request, response) => request.resume().on('end', () => response.end('awake')))
    await using bed = await openTestbed({ routes: [route('wiki', { state })] })
    using raw = new Raw(bed.port)
    raw.say('POST / HTTP/1.1', host, 'Content-Length: 3', 'Connection: close', '', 'abc')
    const row = await waited(bed)
    assert.equal(row.type === 'demand' && row.rows[0]?.active, 1)
    bed.engine.put(route('wiki', { port: app.port }))
    assert.match(await raw.isClosed(), /^HTTP\/1.1 200 [^]*awake/)
    await bed.engine.heard((frame) => frame.type === 'demand' && frame.rows.some((one) => one.active === 0 && !one.waiting))
  })
}

test('a page load gets the waiting page at once, and the app when it is ready', async () => {
  await using app = await openApp((_, response) => response.end('the app'))
  await using bed = await openTestbed({ routes: [route('wiki', { title: 'The <Wiki>', expected: 4200 })] })
  const page = await ask(bed, 'GET /a/b?c=1 HTTP/1.1', host, ...browser, 'Connection: close', '', '')
  assert.match(page, /^HTTP\/1.1 503 /)
  assert.match(page, /Retry-After: \d/)
  assert.match(page, /Cache-Control: no-store/)
  assert.match(page, /Content-Security-Policy: default-src 'none'; script-src 'sha256-/)
  assert.match(page, /The &#60;Wiki&#62; is starting/)
  assert.match(page, /Usually takes 4 s\./)
  assert.match(page, /<noscript><meta http-equiv="refresh"/)
  assert.match(page, /role="status" aria-live="polite"/)
  assert.doesNotMatch(page, /https?:\/\//)
  await waited(bed)
  using feed = new Raw(bed.port)
  await feed.say('GET /.berth/waiting?path=%2Fa%2Fb HTTP/1.1', host, '', '').hears('"condition":"asleep"')
  bed.engine.put(route('wiki', { state: 'starting', step: 'starting database' }))
  await feed.hears('"now":"Starting database')
  bed.engine.put(route('wiki', { port: app.port }))
  await feed.hears('"condition":"open"')
  assert.match(await ask(bed, 'GET /a/b?c=1 HTTP/1.1', host, ...browser, 'Connection: close', '', ''), /the app/)
})

test('a page load of a paused app is parked: no page flashes', async () => {
  await using app = await openApp((_, response) => response.end('the app'))
  await using bed = await openTestbed({ routes: [route('wiki', { state: 'paused' })] })
  using raw = new Raw(bed.port)
  raw.say('GET / HTTP/1.1', host, ...browser, 'Connection: close', '', '')
  await waited(bed)
  bed.engine.put(route('wiki', { port: app.port }))
  assert.match(await raw.isClosed(), /the app/)
})

test('an open waiting page keeps it wanted while it starts, and no longer when it is closed or the start has failed', async () => {
  await using bed = await openTestbed({ routes: [route('wiki', { state: 'starting' })], settings: { reportEvery: 20 } })
  const feed = new Raw(bed.port).say('GET /.berth/waiting HTTP/1.1', host, '', '')
  await waited(bed)
  assert.deepEqual(bed.engine.row('wiki'), { instance: 'wiki', active: 0, idle: 0, waiting: true, targets: [] })
  feed[Symbol.dispose]()
  const over = await bed.engine.heard((frame) => frame.type === 'demand' && frame.rows.some((row) => !row.waiting && row.active === 0))
  assert.ok(over)
  bed.engine.frames.length = 0
  using again = new Raw(bed.port).say('GET /.berth/waiting HTTP/1.1', host, '', '')
  await waited(bed)
  bed.engine.put(route('wiki', { state: 'failed', cause }))
  await bed.engine.heard((frame) => frame.type === 'demand' && frame.rows.some((row) => !row.waiting))
  await again.hears('"condition":"failed"')
})

test('a failed instance shows its cause; the retry button tells the engine', async () => {
  await using bed = await openTestbed({ routes: [route('wiki', { state: 'failed', cause })] })
  const page = await ask(bed, 'GET /x HTTP/1.1', host, ...browser, 'Connection: close', '', '')
  assert.match(page, /^HTTP\/1.1 503 [^]*web of wiki ended 3 times in a row\.[^]*Look at its logs\./)
  assert.doesNotMatch(page, /segfault/, 'its log is for the owner')
  const retry = ['POST /.berth/retry?path=%2Fx HTTP/1.1', host, 'Content-Length: 0', 'Connection: close']
  assert.match(await ask(bed, ...retry, 'Origin: http://evil.localhost', '', ''), /^HTTP\/1.1 403 /)
  assert.match(await ask(bed, ...retry, '', ''), /^HTTP\/1.1 403 /)
  assert.equal(
    bed.engine.frames.some((frame) => frame.type === 'retry'),
    false,
  )
  assert.match(await ask(bed, ...retry, 'Origin: http://wiki.localhost', '', ''), /^HTTP\/1.1 303 [^]*Location: \/x\r\n/)
  await bed.engine.heard((frame) => frame.type === 'retry' && frame.instance === 'wiki')
})

test('the owner sees the last lines of the log', async () => {
  await using bed = await openTestbed({ routes: [route('wiki', { state: 'failed', cause })] })
  assert.match(await ask(bed, 'GET /x HTTP/1.1', host, ...browser, `Cookie: ${bed.cookie('wiki')}`, 'Connection: close', '', ''), /segfault at 0/)
})

for (const [what, more, status, code] of [
  ['failed', { state: 'failed', cause }, 503, 'not-running'],
  ['switched off', { state: 'stopped', cause: { ...cause, code: 'switched-off' } }, 503, 'switched-off'],
  ['away', { state: 'away' }, 503, 'away'],
  ['gone', { state: 'gone' }, 404, 'no-app-here'],
] as const) {
  test(`an instance that is ${what} is a problem, and nobody is parked`, async () => {
    await using bed = await openTestbed({ routes: [route('wiki', more)] })
    const heard = await ask(bed, 'GET / HTTP/1.1', host, 'Connection: close', '', '')
    assert.match(heard, new RegExp(`^HTTP/1.1 ${status} [^]*application/problem\\+json[^]*"code":"${code}"`))
    assert.equal(bed.engine.row('wiki')?.waiting ?? false, false)
  })
}

test('those who are parked hear it when the start fails', async () => {
  await using bed = await openTestbed({ routes: [route('wiki')] })
  using raw = new Raw(bed.port).say('GET / HTTP/1.1', host, 'Connection: close', '', '')
  await waited(bed)
  bed.engine.put(route('wiki', { state: 'failed', cause }))
  assert.match(await raw.isClosed(), /^HTTP\/1.1 503 [^]*ended 3 times in a row/)
})

test('nobody is parked for ever, nor more than there are places', async () => {
  await using bed = await openTestbed({ routes: [route('wiki')], settings: { parked: 2, parkTime: 300 } })
  const all = await Promise.all(Array.from({ length: 5 }, () => ask(bed, 'GET / HTTP/1.1', host, 'Connection: close', '', '')))
  assert.equal(all.filter((heard) => heard.includes('"code":"wake-full"')).length, 3)
  assert.equal(all.filter((heard) => heard.includes('"code":"wake-timeout"')).length, 2)
  for (const heard of all) assert.match(heard, /^HTTP\/1.1 503 [^]*Retry-After: \d/)
})

test('who goes away while parked gives the place back', async () => {
  await using bed = await openTestbed({ routes: [route('wiki')], settings: { parked: 1, reportEvery: 10 } })
  const gone = new Raw(bed.port).say('GET / HTTP/1.1', host, '', '')
  await waited(bed)
  gone.socket.destroy()
  await bed.engine.heard((frame) => frame.type === 'demand' && frame.rows.some((row) => !row.waiting && row.active === 0))
})

test('a hundred visitors wake it with one voice, and all are answered', async () => {
  await using app = await openApp((_, response) => response.end('awake'))
  await using bed = await openTestbed({ routes: [route('wiki')] })
  const all = Array.from({ length: 100 }, () => ask(bed, 'GET / HTTP/1.1', host, 'Connection: close', '', ''))
  await waited(bed)
  bed.engine.put(route('wiki', { port: app.port }))
  assert.equal((await Promise.all(all)).filter((heard) => heard.endsWith('awake')).length, 100)
})

for (const agent of ['Uptime-Kuma/1.23', 'kube-probe/1.29', 'Mozilla/5.0+(compatible; UptimeRobot/2.0)', 'Blackbox Exporter/0.24.0']) {
  test(`${agent} wakes nothing and counts as nobody`, async () => {
    await using app = await openApp((_, response) => response.end('up'))
    await using bed = await openTestbed({ routes: [route('wiki'), route('photos', { port: app.port })] })
    const asleep = await ask(bed, 'GET / HTTP/1.1', host, ...browser, `User-Agent: ${agent}`, 'Connection: close', '', '')
    assert.match(asleep, /^HTTP\/1.1 503 [^]*X-Berth-State: asleep/)
    assert.match(asleep, /Retry-After: \d/)
    assert.match(await ask(bed, 'GET / HTTP/1.1', 'Host: photos.localhost', `User-Agent: ${agent}`, 'Connection: close', '', ''), /up$/)
    await bed.reconnect([route('wiki'), route('photos', { port: app.port })])
    assert.deepEqual(
      bed.engine.frames.filter((frame) => frame.type === 'demand'),
      [{ type: 'demand', full: true, rows: [] }],
    )
  })
}

test('a prefetch wakes nothing', async () => {
  await using bed = await openTestbed({ routes: [route('wiki')] })
  assert.match(await ask(bed, 'GET / HTTP/1.1', host, ...browser, 'Sec-Purpose: prefetch;prerender', 'Connection: close', '', ''), /X-Berth-State: asleep/)
})

test('a target that never answers is not waited for longer than a start', async () => {
  const dead = await openApp(() => undefined)
  await dead[Symbol.asyncDispose]()
  await using bed = await openTestbed({ routes: [route('wiki', { port: dead.port })], settings: { parkTime: 700 } })
  assert.match(await ask(bed, 'GET / HTTP/1.1', host, 'Connection: close', '', ''), /^HTTP\/1.1 503 [^]*"code":"wake-timeout"/)
})

test('a target that does not answer is told, and its visitors wait until it does', async () => {
  const dead = await openApp(() => undefined)
  await dead[Symbol.asyncDispose]()
  await using app = await openApp((request, response) => request.resume().on('end', () => response.end('moved')))
  await using bed = await openTestbed({ routes: [route('wiki', { port: dead.port })] })
  using raw = new Raw(bed.port).say('POST / HTTP/1.1', host, 'Content-Length: 3', 'Connection: close', '', 'abc')
  await bed.engine.heard((frame) => frame.type === 'unreachable' && frame.instance === 'wiki')
  bed.engine.put(route('wiki', { port: app.port }))
  assert.match(await raw.isClosed(), /moved/)
})
