import assert from 'node:assert/strict'
import { test } from 'node:test'
import { until } from '../kit/until.ts'
import { InstanceName } from '../model/names.ts'
import type { Route } from './protocol.ts'
import { Raw } from './raw.testbed.ts'
import { openApp, openTestbed, route } from './testbed.ts'
import type { Testbed, TestbedOptions } from './testbed.ts'
import { sign } from './tickets.ts'
import { Authority } from './tls/authority.testbed.ts'
import { handshake } from './tls/testbed.ts'

const shop = 'shop.example.org'
const browser = ['Accept: text/html', 'Sec-Fetch-Mode: navigate']
const secret = { access: 'private', paths: {} } as const

async function ask(bed: Testbed, ...lines: readonly string[]): Promise<string> {
  using raw = new Raw(bed.port)
  return await raw.say(...lines, 'Connection: close', '', '').isClosed()
}

async function get(bed: Testbed, host: string, ...more: readonly string[]): Promise<string> {
  return await ask(bed, 'GET /a?b=1 HTTP/1.1', `Host: ${host}`, ...more)
}

interface Street extends AsyncDisposable {
  readonly bed: Testbed
  /** A route to the app that says this name and the `Host` it was asked for. */
  readonly to: (name: string, more?: Partial<Route>) => Route
}

async function openStreet(routes: (to: Street['to']) => readonly Route[], options: TestbedOptions = {}): Promise<Street> {
  await using opening = new AsyncDisposableStack()
  const apps = new Map<string, number>()
  for (const name of ['wiki', 'photos'])
    apps.set(name, opening.use(await openApp((request, response) => response.end(`${name} at ${request.headers.host}; ${request.headers.cookie ?? 'no cookie'}`))).port)
  const to: Street['to'] = (name, more = {}) => route(name, { port: apps.get(name) ?? 0, ...more })
  const bed = opening.use(await openTestbed({ routes: routes(to), ...options }))
  const opened = opening.move()
  return { bed, to, [Symbol.asyncDispose]: async () => await opened.disposeAsync() }
}

test('an app answers at a name of its own as at its usual one, however it is written, and at no other', async () => {
  await using street = await openStreet((to) => [to('wiki', { hosts: [shop, 'www.example.org'] }), to('photos')])
  const { bed } = street
  for (const host of [shop, 'www.example.org', 'SHOP.example.org', `${shop}.`, `${shop}:8080`]) assert.match(await get(bed, host), /wiki at/, host)
  assert.match(await get(bed, 'wiki.localhost'), /wiki at wiki\.localhost/)
  for (const host of ['example.org', `x.${shop}`, 'hop.example.org', `${shop}.localhost`, `${shop}-home.local`]) assert.match(await get(bed, host), /^HTTP\/1.1 404 [^]*no-app-here/, host)
})

test('it is another one’s as soon as it is told, and nobody’s with its app', async () => {
  await using street = await openStreet((to) => [to('wiki', { hosts: [shop] }), to('photos')])
  const { bed, to } = street
  const answers = async (wanted: RegExp): Promise<true | undefined> => (wanted.test(await get(bed, shop)) ? true : undefined)
  bed.engine.put(to('photos', { hosts: [shop] }))
  bed.engine.put(to('wiki', { hosts: [] }))
  assert.ok(await until(async () => await answers(/photos at/), { deadline: 5000 }))
  bed.engine.send({ type: 'route-gone', instance: to('photos').instance })
  assert.ok(await until(async () => await answers(/no-app-here/), { deadline: 5000 }))
})

test('of two that claim it the first has it; what is the machine’s is claimed by none', async () => {
  await using console_ = await openStreet((to) => [to('wiki', { hosts: [shop] }), to('photos', { hosts: [shop, 'localhost', 'berth.localhost', 'wiki.localhost', '127.0.0.1', 'wiki-home.local'] })], {
    lan: 'home',
    settings: { parkTime: 1 },
  })
  const { bed } = console_
  for (const host of [shop, 'wiki.localhost', 'wiki-home.local']) assert.match(await get(bed, host), /wiki at/, host)
  for (const host of ['localhost', 'berth.localhost', '127.0.0.1']) assert.doesNotMatch(await get(bed, host), /photos at/, host)
})

test('the engine answers as the labs, unless an app is called so, and on the LAN not at all', async () => {
  await using street = await openStreet((to) => [to('wiki')], { lan: 'home', settings: { parkTime: 1 } })
  const { bed, to } = street
  assert.doesNotMatch(await get(bed, 'labs.localhost'), /no-app-here/)
  assert.match(await get(bed, 'labs-home.local'), /no-app-here/)
  bed.engine.put({ ...to('wiki'), instance: InstanceName.parse('labs') })
  assert.ok(await until(async () => (/wiki at/.test(await get(bed, 'labs.localhost')) ? true : undefined), { deadline: 5000 }))
})

test('who is not signed in is sent to the console, which is not at that name, and comes back to it', async () => {
  await using street = await openStreet((to) => [to('wiki', { hosts: [shop], policy: secret })])
  const { bed } = street
  const page = await get(bed, `${shop}:8080`, ...browser)
  assert.match(page, /^HTTP\/1.1 302 [^]*Location: http:\/\/berth\.localhost:8080\/go\?instance=wiki&to=http%3A%2F%2Fshop\.example\.org%3A8080%2Fa%3Fb%3D1\r\n/)
  const ticket = sign({ use: 'ticket', instance: 'wiki', session: 's1', expires: Date.now() / 1000 + 60 }, bed.key)
  const entered = await ask(bed, `GET /.berth/enter?ticket=${ticket}&to=%2Fa HTTP/1.1`, `Host: ${shop}`)
  const cookie = /Set-Cookie: (berth-app-wiki=[^;]+); Path=\/; Max-Age=43200; HttpOnly; SameSite=Lax\r\n/.exec(entered)?.[1]
  assert.ok(cookie && /Location: \/a\r\n/.test(entered), entered)
  assert.match(await get(bed, shop, `Cookie: ${cookie}`), /wiki at shop\.example\.org; no cookie/)
  assert.match(await ask(bed, 'GET /.berth/sign-out HTTP/1.1', `Host: ${shop}`), /Location: http:\/\/berth\.localhost\r\n/)
})

test('a ticket or a session of one app opens nothing at the name of another', async () => {
  await using street = await openStreet((to) => [to('wiki', { hosts: [shop], policy: secret }), to('photos', { hosts: ['photos.example.org'], policy: secret })])
  const { bed } = street
  const ticket = sign({ use: 'ticket', instance: 'photos', session: 's1', expires: Date.now() / 1000 + 60 }, bed.key)
  assert.match(await ask(bed, `GET /.berth/enter?ticket=${ticket}&to=/ HTTP/1.1`, `Host: ${shop}`), /^HTTP\/1.1 401 /)
  assert.match(await get(bed, shop, `Cookie: ${bed.cookie('photos')}`), /^HTTP\/1.1 401 /)
  assert.match(await get(bed, shop, `Cookie: ${bed.cookie('photos').replace('photos', 'wiki')}`), /^HTTP\/1.1 401 /)
  assert.match(await get(bed, 'photos.example.org', `Cookie: ${bed.cookie('photos')}`), /photos at/)
})

test('somebody else’s proxy may ask about it too', async () => {
  await using street = await openStreet((to) => [to('wiki', { hosts: [shop], policy: secret })], { proxies: ['127.0.0.1'] })
  const about = [
    'GET /.berth/forward-auth HTTP/1.1',
    'Host: gateway',
    'X-Forwarded-Method: GET',
    'X-Forwarded-Proto: https',
    `X-Forwarded-Host: ${shop}`,
    'X-Forwarded-Uri: /a',
    'X-Forwarded-For: 192.0.2.7',
  ]
  assert.match(await ask(street.bed, ...about, 'Accept: text/html'), /Location: https:\/\/berth\.localhost\/go\?instance=wiki&to=https%3A%2F%2Fshop\.example\.org%2Fa\r\n/)
  const cookie = street.bed.cookie('wiki').replace('berth-app-wiki', '__Host-berth-app-wiki')
  assert.match(await ask(street.bed, ...about, `Cookie: ${cookie}`), /^HTTP\/1.1 200 [^]*Remote-User: owner/)
})

test('with a certificate of its own it is reached by HTTPS, and whoever comes by HTTP is sent there', async () => {
  await using app = await openApp((request, response) => response.end(`wiki at ${request.headers.host}`))
  await using authority = await Authority.open()
  await using bed = await openTestbed({
    certificates: [await authority.issue('berth.localhost'), await authority.issue(shop)],
    routes: [route('wiki', { port: app.port, hosts: [shop, 'plain.example.org'] })],
    redirect: true,
  })
  await using socket = await handshake({ port: bed.gateway.tlsPort ?? 0, host: '127.0.0.1', servername: shop, ca: authority.pem })
  assert.equal(String(socket.getPeerCertificate().subject.CN), shop)
  assert.match(await get(bed, shop), new RegExp(`^HTTP/1.1 308 [^]*Location: https://${shop.replaceAll('.', '\\.')}(:\\d+)?/a\\?b=1\\r\\n`))
  assert.match(await get(bed, 'plain.example.org'), /wiki at plain\.example\.org/)
})
