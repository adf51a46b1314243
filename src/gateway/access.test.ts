import assert from 'node:assert/strict'
import { test } from 'node:test'
import { InstanceName } from '../model/names.ts'
import { Raw } from './raw.testbed.ts'
import { crowdOf, openApp, openTestbed, route } from './testbed.ts'
import type { Session } from './protocol.ts'
import type { Testbed } from './testbed.ts'
import { sign } from './tickets.ts'

const host = 'Host: wiki.localhost'
const browser = ['Accept: text/html', 'Sec-Fetch-Mode: navigate']
const secret = { access: 'private', paths: {} } as const
const mixed = { access: 'private', paths: { '/share': 'public' } } as const

async function ask(bed: Testbed, ...lines: readonly string[]): Promise<string> {
  using raw = new Raw(bed.port)
  raw.say(...lines, 'Connection: close', '', '')
  return await raw.isClosed()
}

test('who is not signed in is sent to the console by a page, and told so elsewhere', async () => {
  await using app = await openApp((_, response) => response.end('secret'))
  await using bed = await openTestbed({ routes: [route('wiki', { port: app.port, policy: secret })] })
  const page = await ask(bed, 'GET /a?b=1 HTTP/1.1', `${host}:8080`, ...browser)
  assert.match(page, /^HTTP\/1.1 302 [^]*Location: http:\/\/berth\.localhost:8080\/go\?instance=wiki&to=http%3A%2F%2Fwiki\.localhost%3A8080%2Fa%3Fb%3D1\r\n/)
  const call = await ask(bed, 'POST /a HTTP/1.1', host, 'Content-Length: 0')
  assert.match(call, /^HTTP\/1.1 401 [^]*"code":"sign-in"/)
})

test('a ticket becomes a session on this origin, once', async () => {
  await using app = await openApp((request, response) => response.end(`secret ${request.headers.cookie ?? 'no cookie'}`))
  await using bed = await openTestbed({ routes: [route('wiki', { port: app.port, policy: secret })] })
  const ticket = sign({ use: 'ticket', instance: 'wiki', session: 's1', expires: Date.now() / 1000 + 60 }, bed.key)
  const entered = await ask(bed, `GET /.berth/enter?ticket=${ticket}&to=%2Fa%3Fb%3D1 HTTP/1.1`, host)
  assert.match(entered, /^HTTP\/1.1 302 [^]*Location: \/a\?b=1\r\n/)
  const cookie = /Set-Cookie: (berth-app-wiki=[^;]+); Path=\/; Max-Age=43200; HttpOnly; SameSite=Lax\r\n/.exec(entered)?.[1]
  assert.ok(cookie)
  assert.match(await ask(bed, 'GET /a HTTP/1.1', host, `Cookie: ${cookie}`), /secret no cookie/)
  assert.match(await ask(bed, `GET /.berth/enter?ticket=${ticket}&to=/ HTTP/1.1`, host), /^HTTP\/1.1 401 /)
})

for (const [what, claims] of [
  ['of another instance', { use: 'ticket', instance: 'photos', session: 's1', expires: Infinity }],
  ['that is over', { use: 'ticket', instance: 'wiki', session: 's1', expires: 1 }],
  ['of a session that was revoked', { use: 'ticket', instance: 'wiki', session: 's2', expires: 9e9 }],
  ['that is no ticket', { use: 'session', instance: 'wiki', session: 's1', expires: 9e9 }],
] as const) {
  test(`a ticket ${what} opens nothing`, async () => {
    await using bed = await openTestbed({ routes: [route('wiki', { policy: secret })] })
    const heard = await ask(bed, `GET /.berth/enter?ticket=${sign(claims, bed.key)}&to=/ HTTP/1.1`, host)
    assert.match(heard, /^HTTP\/1.1 401 /)
    assert.doesNotMatch(heard, /Set-Cookie/)
  })
}

test('a ticket leads nowhere else', async () => {
  await using bed = await openTestbed({ routes: [route('wiki', { policy: secret })] })
  const ticket = sign({ use: 'ticket', instance: 'wiki', session: 's1', expires: 9e9 }, bed.key)
  assert.match(await ask(bed, `GET /.berth/enter?ticket=${ticket}&to=%2F%2Fevil.example HTTP/1.1`, host), /Location: \/\r\n/)
})

test('a session that is revoked is out at once, and so is one of another instance', async () => {
  await using app = await openApp((_, response) => response.end('secret'))
  await using bed = await openTestbed({ routes: [route('wiki', { port: app.port, policy: secret })] })
  const cookie = `Cookie: ${bed.cookie('wiki')}`
  assert.match(await ask(bed, 'GET / HTTP/1.1', host, cookie), /secret$/)
  const stolen = bed.cookie('photos').replace('berth-app-photos', 'berth-app-wiki')
  assert.match(await ask(bed, 'GET / HTTP/1.1', host, `Cookie: ${stolen}`), /^HTTP\/1.1 401 /)
  bed.engine.send({ type: 'crowd', crowd: crowdOf([]) })
  bed.engine.put(route('photos')) // read after the other; its place tells that both were
  using raw = new Raw(bed.port)
  await raw.say('GET / HTTP/1.1', 'Host: photos.localhost', ...browser, '', '').hears('photos is starting')
  assert.match(await ask(bed, 'GET / HTTP/1.1', host, cookie), /^HTTP\/1.1 401 /)
})

test('a stream of a session that is revoked ends', async () => {
  await using app = await openApp((_, response) => response.write('stream'))
  await using bed = await openTestbed({ routes: [route('wiki', { port: app.port, policy: secret })] })
  using raw = new Raw(bed.port)
  await raw.say('GET / HTTP/1.1', host, `Cookie: ${bed.cookie('wiki')}`, '', '').hears('stream')
  bed.engine.send({ type: 'crowd', crowd: crowdOf([]) })
  await raw.isClosed()
})

for (const [path, answer] of [
  ['/share/x', 'saw /share/x'],
  ['/shared', '401'],
  ['/share/../admin', '401'],
  ['/share/%2e%2e/admin', '401'],
  ['/share/..%2fadmin', '400'],
  ['/share/..;/admin', '401'],
  ['/share/%5c..%5cadmin', '400'],
  ['//share/x', 'saw /share/x'],
  ['/x/../share/y?z=1', 'saw /share/y?z=1'],
  ['/share;/../x', '401'],
  ['/share/%zz', '400'],
  ['/%73hare/x', 'saw /%73hare/x'],
] as const) {
  test(`a stranger who asks for ${path} gets ${answer}`, async () => {
    await using app = await openApp((request, response) => response.end(`saw ${request.url}`))
    await using bed = await openTestbed({ routes: [route('wiki', { port: app.port, policy: mixed })] })
    const heard = await ask(bed, `GET ${path} HTTP/1.1`, host)
    if (answer.startsWith('saw')) assert.ok(heard.endsWith(answer), heard)
    else assert.match(heard, new RegExp(`^HTTP/1.1 ${answer} `))
  })
}

test('where everybody may see everything, paths pass as they are', async () => {
  await using app = await openApp((request, response) => response.end(`saw ${request.url}`))
  await using bed = await openTestbed({ routes: [route('wiki', { port: app.port })] })
  assert.match(await ask(bed, 'GET /a%2fb//../c?d=%zz HTTP/1.1', host), /saw \/a%2fb\/\/..\/c\?d=%zz$/)
})

test('a visitor who may not enter wakes nothing and counts as nobody', async () => {
  await using bed = await openTestbed({ routes: [route('wiki', { policy: secret })] })
  assert.match(await ask(bed, 'GET / HTTP/1.1', host, ...browser), /^HTTP\/1.1 302 /)
  assert.match(await ask(bed, 'GET / HTTP/1.1', host), /^HTTP\/1.1 401 /)
  assert.match(await ask(bed, 'GET /.berth/waiting HTTP/1.1', host), /^HTTP\/1.1 401 /)
  assert.match(await ask(bed, 'POST /.berth/retry HTTP/1.1', host, 'Origin: http://wiki.localhost', 'Content-Length: 0'), /^HTTP\/1.1 401 /)
  await bed.reconnect([route('wiki', { policy: secret })])
  assert.deepEqual(
    bed.engine.frames.find((frame) => frame.type === 'demand'),
    { type: 'demand', full: true, rows: [] },
  )
})

test('what is below /.berth never reaches an app', async () => {
  await using app = await openApp((_, response) => response.end('the app'))
  await using bed = await openTestbed({ routes: [route('wiki', { port: app.port })] })
  for (const path of ['/.berth', '/.berth/', '/.berth/other', '/.berth?x']) assert.match(await ask(bed, `GET ${path} HTTP/1.1`, host), /^HTTP\/1.1 404 [^]*"code":"no-route"/)
  assert.match(await ask(bed, 'GET /.berthing HTTP/1.1', host), /the app$/)
})

test('names that lead nowhere, and addresses that lead to the console', async () => {
  await using bed = await openTestbed({ routes: [route('wiki')] })
  await using app = await openApp(() => undefined)
  app.server.close()
  for (const name of ['other.localhost', 'a.wiki.localhost', 'wiki.example.org', 'wikilocalhost'])
    assert.match(await ask(bed, 'GET / HTTP/1.1', `Host: ${name}`), /^HTTP\/1.1 404 [^]*"code":"no-app-here"/, name)
  assert.match(await ask(bed, 'GET / HTTP/1.1', 'Host: other.localhost', ...browser), /^HTTP\/1.1 404 [^]*<h1>No app answers at other\.localhost\.<\/h1>/)
})

test('a reserved name is no instance', () => assert.throws(() => InstanceName.parse('berth')))

/** Of a shared link to this path, on an app without any rules for paths: the bed, and the link's cookie. */
async function shared(path: string): Promise<AsyncDisposable & { readonly bed: Testbed; readonly entered: string; readonly cookie: string }> {
  const stack = new AsyncDisposableStack()
  const app = stack.use(await openApp((request, response) => response.end(`reached ${request.url}`)))
  const link: Session = { id: 'link-1', of: { kind: 'link', instance: InstanceName.parse('wiki'), path, expires: Math.floor(Date.now() / 1000) + 60 } }
  const bed = stack.use(await openTestbed({ routes: [route('wiki', { port: app.port, policy: secret })], sessions: ['s1', link] }))
  const key = sign({ use: 'link', instance: 'wiki', session: 'link-1', expires: Date.now() / 1000 + 60 }, bed.key)
  const entered = await ask(bed, `GET /.berth/link?key=${key} HTTP/1.1`, host)
  const cookie = /Set-Cookie: (berth-app-wiki=[^;]+)/.exec(entered)?.[1] ?? ''
  return { bed, entered, cookie, [Symbol.asyncDispose]: () => stack.disposeAsync() }
}

test('a shared link leads to its path, however that is written, and to what is below it', async () => {
  await using link = await shared('/Album%202026')
  assert.match(link.entered, /^HTTP\/1.1 302 [^]*Location: \/Album%202026\r\n/)
  for (const path of ['/Album%202026', '/Album%202026/IMG_1.jpg', '/%41lbum%202026/x?y=1'])
    assert.match(await ask(link.bed, `GET ${path} HTTP/1.1`, host, `Cookie: ${link.cookie}`), /^HTTP\/1.1 200 /, path)
})

for (const path of [
  '/',
  '/secret',
  '/albums',
  '/album/../secret',
  '/album/%2e%2e/secret',
  '/album/.%2E/secret',
  '/album/x/../../secret',
  '/album//../secret',
  '/album/..;/secret',
  '/album;/../secret',
  '/album%2f..%2fsecret',
  '/album\\..\\secret',
  '/ALBUM',
]) {
  test(`a shared link to /album does not open ${path}, also where the app has no rules for paths`, async () => {
    await using link = await shared('/album')
    assert.match(await ask(link.bed, 'GET /album/1 HTTP/1.1', host, `Cookie: ${link.cookie}`), /reached \/album\/1/)
    assert.match(await ask(link.bed, `GET ${path} HTTP/1.1`, host, `Cookie: ${link.cookie}`), /^HTTP\/1.1 40[01] /)
  })
}
