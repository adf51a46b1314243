import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Raw } from '../raw.testbed.ts'
import { openApp, openTestbed, route } from '../testbed.ts'
import type { Testbed, TestbedOptions } from '../testbed.ts'

const page = 'Accept: text/html'
const closed = { access: 'private', paths: {} } as const

function trusting(options: TestbedOptions = {}): Promise<Testbed> {
  return openTestbed({ proxies: ['127.0.0.1'], ...options })
}

async function say(port: number, ...lines: readonly string[]): Promise<string> {
  using raw = new Raw(port)
  return await raw.say(...lines, 'Connection: close', '', '').isClosed()
}

/** Asks about a visit as Traefik does. */
function ask(bed: Testbed, uri: string, ...more: readonly string[]): Promise<string> {
  return say(
    bed.port,
    'GET /.berth/forward-auth HTTP/1.1',
    'Host: gateway',
    'X-Forwarded-Method: GET',
    'X-Forwarded-Proto: https',
    'X-Forwarded-Host: wiki.localhost',
    `X-Forwarded-Uri: ${uri}`,
    'X-Forwarded-For: 192.0.2.7',
    ...more,
  )
}

const secureCookie = (bed: Testbed) => bed.cookie('wiki').replace('berth-app-wiki', '__Host-berth-app-wiki')

for (const host of ['wiki.localhost', 'gateway']) {
  test(`at ${host}, from whoever is not trusted, there is nothing here`, async () => {
    await using bed = await openTestbed({ routes: [route('wiki', { port: 1 })] })
    const heard = await say(bed.port, 'GET /.berth/forward-auth HTTP/1.1', `Host: ${host}`, 'X-Forwarded-Method: GET', 'X-Forwarded-Host: wiki.localhost', 'X-Forwarded-Uri: /')
    const nothing = await say(bed.port, 'GET /.berth/nothing HTTP/1.1', `Host: ${host}`)
    assert.match(heard, /^HTTP\/1.1 404 /)
    assert.equal(heard.replaceAll('forward-auth', 'nothing').replace(/Date: .*\r\n|Content-Length: .*\r\n/g, ''), nothing.replace(/Date: .*\r\n|Content-Length: .*\r\n/g, ''))
  })
}

test('a public app may be visited by anybody, of whom nothing is said', async () => {
  await using bed = await trusting({ routes: [route('wiki', { port: 1 })] })
  const heard = await ask(bed, '/a?b', 'Cookie: theme=dark')
  assert.match(heard, /^HTTP\/1.1 200 /)
  for (const name of ['Remote-User', 'Remote-Groups', 'X-Berth-Identity', 'X-Ptl-Client-Type']) assert.match(heard, new RegExp(`\\r\\n${name}: \\r\\n`))
  assert.match(heard, /\r\nCookie: theme=dark\r\n/)
})

test('who is signed in may visit, and the app is told who it is, but not by which session', async () => {
  const headers = [{ prefix: '', set: { 'X-Ptl-Client-Name': [{ visitor: 'name' as const }], 'X-Own': ['a ', { visitor: 'id' as const }] } }]
  await using bed = await trusting({ routes: [route('wiki', { port: 1, policy: closed, headers })] })
  const heard = await ask(bed, '/', page, `Cookie: a=1; ${secureCookie(bed)}`)
  assert.match(heard, /^HTTP\/1.1 200 /)
  assert.match(heard, /\r\nRemote-User: owner\r\n/)
  assert.match(heard, /\r\nX-Ptl-Client-Name: Ada\r\n/)
  assert.match(heard, /\r\nX-Own: a /)
  assert.match(heard, /\r\nX-Berth-Identity: ey/)
  assert.match(heard, /\r\nCookie: a=1\r\n/)
})

test('a stranger is sent to sign in, a program told to', async () => {
  await using bed = await trusting({ routes: [route('wiki', { port: 1, policy: closed })] })
  const sent = await ask(bed, '/a?b=c', page)
  assert.match(sent, /^HTTP\/1.1 302 /)
  assert.match(sent, /\r\nLocation: https:\/\/berth.localhost\/go\?instance=wiki&to=https%3A%2F%2Fwiki.localhost%2Fa%3Fb%3Dc\r\n/)
  assert.match(await ask(bed, '/a', 'Accept: */*'), /^HTTP\/1.1 401 /)
})

test('who understands yes and no alone gets no page, but is told where to sign in', async () => {
  await using bed = await trusting({ routes: [route('wiki', { port: 1, policy: closed })] })
  const heard = await say(
    bed.port,
    'GET /.berth/forward-auth?answer=codes HTTP/1.1',
    'Host: gateway',
    'X-Forwarded-Method: GET',
    'X-Forwarded-Proto: https',
    'X-Forwarded-Host: wiki.localhost',
    'X-Forwarded-Uri: /',
    page,
  )
  assert.match(heard, /^HTTP\/1.1 401 /)
  assert.match(heard, /\r\nX-Berth-Sign-In: https:\/\/berth.localhost\/go\?/)
})

test('the sign-in ends on the app’s own origin, through the proxy', async () => {
  await using bed = await trusting({ routes: [route('wiki', { port: 1, policy: closed })] })
  assert.match(await ask(bed, '/.berth/enter?ticket=bad', page), /^HTTP\/1.1 401 /)
  for (const path of ['/.berth/jwks.json', '/.berth/waiting', '/.berth/forward-auth', '/.berth']) assert.match(await ask(bed, path), /^HTTP\/1.1 404 /)
})

test('an app that sleeps is woken: a page waits for it in the browser, a program in the proxy', async () => {
  await using app = await openApp((_, response) => response.end())
  await using bed = await trusting({ routes: [route('wiki')] })
  const waiting = await ask(bed, '/', page)
  assert.match(waiting, /^HTTP\/1.1 503 /)
  assert.match(waiting, /\r\nRefresh: 3\r\n/)
  await bed.engine.heard((frame) => frame.type === 'demand' && frame.rows.some((row) => row.waiting))
  const parked = ask(bed, '/', 'Accept: */*')
  await bed.engine.heard((frame) => frame.type === 'demand' && frame.rows.some((row) => row.active > 0))
  bed.engine.put(route('wiki', { port: app.port }))
  assert.match(await parked, /^HTTP\/1.1 200 /)
})

test('who may not visit wakes nothing', async () => {
  await using bed = await trusting({ routes: [route('wiki', { policy: closed })] })
  assert.match(await ask(bed, '/'), /^HTTP\/1.1 401 /)
  await bed.reconnect([route('wiki', { policy: closed })])
  assert.equal(bed.engine.row('wiki'), undefined)
})

for (const path of ['/%2e%2e/admin', '/x/../admin', '//admin', '/./admin', '/admin;a', '/ADMIN', '/%61dmin', '/%2fadmin', '/x%5cadmin', '/a//b', '/a/./b']) {
  test(`${path} is no way round the rule of a path, nor one that would be passed on otherwise than it was decided`, async () => {
    await using bed = await trusting({ routes: [route('wiki', { port: 1, policy: { access: 'public', paths: { '/admin': 'private' } } })] })
    assert.match(await ask(bed, path), /^HTTP\/1.1 40[01] /)
  })
}

for (const line of [
  'Remote-User: root',
  'Remote_User: root',
  'X-Ptl-Client-Type: terminal',
  'x_ptl_client_type: terminal',
  'X-Berth-Identity: ey',
  'X_Berth_Identity: ey',
  'X-Berth-Else: 1',
  'X_Forwarded_For: 6.6.6.6',
  'X-Own: root',
  'X_Own: root',
  'X-Forwarded-Uri: /other',
  'X-Forwarded-Host: photos.localhost',
  'X-Forwarded-Method: GET',
]) {
  test(`a visitor who says "${line}" is turned away`, async () => {
    await using bed = await trusting({ routes: [route('wiki', { port: 1, headers: [{ prefix: '', set: { 'X-Own': ['ours'] } }] })] })
    assert.match(await ask(bed, '/', line), /^HTTP\/1.1 400 /)
  })
}

for (const [what, lines] of [
  ['no path', ['X-Forwarded-Method: GET', 'X-Forwarded-Host: wiki.localhost']],
  ['no host', ['X-Forwarded-Method: GET', 'X-Forwarded-Uri: /']],
  ['no method', ['X-Forwarded-Host: wiki.localhost', 'X-Forwarded-Uri: /']],
  ['a whole URL', ['X-Forwarded-Method: GET', 'X-Forwarded-Host: wiki.localhost', 'X-Forwarded-Uri: http://photos.localhost/']],
  ['two hosts in one', ['X-Forwarded-Method: GET', 'X-Forwarded-Host: wiki.localhost, photos.localhost', 'X-Forwarded-Uri: /']],
] as const) {
  test(`a question with ${what} is refused`, async () => {
    await using bed = await trusting({ routes: [route('wiki', { port: 1 })] })
    assert.match(await say(bed.port, 'GET /.berth/forward-auth HTTP/1.1', 'Host: gateway', ...lines), /^HTTP\/1.1 400 /)
  })
}

test('the console and what is not here are never approved', async () => {
  await using bed = await trusting()
  for (const host of ['berth.localhost', 'localhost', '127.0.0.1', 'nobody.localhost', 'elsewhere.example']) {
    const heard = await say(bed.port, 'GET /.berth/forward-auth HTTP/1.1', 'Host: gateway', 'X-Forwarded-Method: GET', `X-Forwarded-Host: ${host}`, 'X-Forwarded-Uri: /')
    assert.match(heard, /^HTTP\/1.1 404 /)
  }
})

for (const [what, proxies, lines, from, proto] of [
  ['nobody is trusted', [], ['X-Forwarded-For: 6.6.6.6', 'X-Forwarded-Proto: https'], '127.0.0.1', 'http'],
  ['the proxy is', ['127.0.0.1'], ['X-Forwarded-For: 192.0.2.7', 'X-Forwarded-Proto: https'], '192.0.2.7', 'https'],
  ['the visitor tried to forge it', ['127.0.0.1'], ['X-Forwarded-For: 6.6.6.6, 192.0.2.7', 'X-Forwarded-Proto: http'], '192.0.2.7', 'http'],
  ['there are two proxies', ['127.0.0.1', '10.0.0.0/8'], ['X-Forwarded-For: 6.6.6.6, 192.0.2.7', 'X-Forwarded-For: 10.0.0.9'], '192.0.2.7', 'http'],
  ['it is nonsense', ['127.0.0.1'], ['X-Forwarded-For: nonsense', 'X-Forwarded-Proto: gopher'], '127.0.0.1', 'http'],
  ['several schemes are said', ['127.0.0.1'], ['X-Forwarded-Proto: https', 'X-Forwarded-Proto: http'], '127.0.0.1', 'http'],
] as [string, string[], string[], string, string][]) {
  test(`what is said of where a visitor comes from, where ${what}`, async () => {
    await using app = await openApp((request, response) => response.end([request.headers['x-forwarded-for'], request.headers['x-forwarded-proto']].join(' ')))
    await using bed = await openTestbed({ proxies, routes: [route('wiki', { port: app.port })] })
    assert.ok((await say(bed.port, 'GET / HTTP/1.1', 'Host: wiki.localhost', ...lines)).endsWith(`${from} ${proto}`))
  })
}
