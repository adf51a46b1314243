import assert from 'node:assert/strict'
import { test } from 'node:test'
import { until } from '../kit/until.ts'
import type { Route } from './protocol.ts'
import { Raw } from './raw.testbed.ts'
import { openApp, openTestbed, route } from './testbed.ts'
import type { Testbed, TestbedOptions } from './testbed.ts'
import { sign } from './tickets.ts'

const [now, before] = ['shop-c0ffee1', 'shop-0ddba11']
const aliases: Route['aliases'] = [
  { label: before, current: false },
  { label: now, current: true },
]
const browser = ['Accept: text/html', 'Sec-Fetch-Mode: navigate']
const secret = { access: 'private', paths: {} } as const

async function ask(bed: Testbed, ...lines: readonly string[]): Promise<string> {
  using raw = new Raw(bed.port)
  return await raw.say(...lines, 'Connection: close', '', '').isClosed()
}

async function get(bed: Testbed, host: string, ...more: readonly string[]): Promise<string> {
  return await ask(bed, 'GET /a?b=1 HTTP/1.1', `Host: ${host}`, ...more)
}

interface Shop extends AsyncDisposable {
  readonly bed: Testbed
  readonly port: number
}

/** One app that says at which host it was asked, by the name of a preview. */
async function openShop(more: Partial<Route> = {}, options: TestbedOptions = {}): Promise<Shop> {
  await using opening = new AsyncDisposableStack()
  const app = opening.use(await openApp((request, response) => response.end(`${request.headers.host}; ${request.headers.cookie ?? 'no cookie'}`)))
  const bed = opening.use(await openTestbed({ routes: [route('shop-pr-7', { port: app.port, aliases, ...more })], ...options }))
  const opened = opening.move()
  return { bed, port: app.port, [Symbol.asyncDispose]: async () => await opened.disposeAsync() }
}

test('the label of the version that is here leads to the app, on the LAN too', async () => {
  await using shop = await openShop({}, { lan: 'home' })
  for (const host of [`${now}.localhost`, `${now.toUpperCase()}.localhost:8080`, `${now}-home.local`, 'shop-pr-7.localhost'])
    assert.ok((await get(shop.bed, host)).endsWith(`${host}; no cookie`), host)
  for (const host of [`x.${now}.localhost`, `${now}.example.org`, now, 'shop-c0ffee2.localhost']) assert.match(await get(shop.bed, host), /^HTTP\/1.1 404 [^]*no-app-here/, host)
})

test('of one that was replaced a person gets a page with the way to the newest, a program a problem', async () => {
  await using shop = await openShop({ title: 'Shop <7>' })
  const page = await get(shop.bed, `${before}.localhost:8080`, ...browser)
  assert.match(page, /^HTTP\/1.1 410 [^]*Cache-Control: no-store\r\n[^]*<h1>This commit was replaced by a newer one\.<\/h1>/)
  assert.match(page, /<a href="http:\/\/shop-pr-7\.localhost:8080\/a\?b=1">Shop &#60;7&#62;<\/a>/)
  const problem = await get(shop.bed, `${before}.localhost`, 'Accept: application/json')
  assert.match(problem, /^HTTP\/1.1 410 [^]*application\/problem\+json\r\n[^]*"url":"http:\/\/shop-pr-7\.localhost\/a\?b=1"[^]*"code":"version-replaced"/)
})

test('the page never runs what stands in the address', async () => {
  await using shop = await openShop()
  const page = await ask(shop.bed, 'GET /"><script>alert(1)</script> HTTP/1.1', `Host: ${before}.localhost`, ...browser)
  assert.doesNotMatch(page, /<script>alert/)
  assert.match(page, /^HTTP\/1.1 410 [^]*Content-Security-Policy: default-src 'none'; style-src/)
})

test('nobody is woken, and nobody counted, by a version that is not here; by the one that is, as by its name', async () => {
  const asleep = route('shop-pr-7', { aliases })
  await using bed = await openTestbed({ routes: [asleep] })
  assert.match(await get(bed, `${before}.localhost`, ...browser), /^HTTP\/1.1 410 /)
  assert.match(await get(bed, `${before}.localhost`), /^HTTP\/1.1 410 /)
  for (const own of ['GET /.berth/waiting', 'POST /.berth/retry']) assert.match(await ask(bed, `${own} HTTP/1.1`, `Host: ${before}.localhost`, 'Content-Length: 0'), /^HTTP\/1.1 410 /)
  await bed.reconnect([asleep])
  assert.equal(bed.engine.row('shop-pr-7'), undefined)
  assert.match(await get(bed, `${now}.localhost`, ...browser), /^HTTP\/1.1 503 [^]*shop-pr-7 is starting/)
  await bed.engine.heard((frame) => frame.type === 'demand' && frame.rows.some((row) => row.waiting))
})

test('a stranger hears the same at the label of an old version as at that of the new one', async () => {
  await using shop = await openShop({ policy: secret })
  const said = async (label: string, ...more: readonly string[]): Promise<string> => (await get(shop.bed, `${label}.localhost:8080`, ...more)).replace(/Date: .*\r\n/, '').replaceAll(label, 'LABEL')
  for (const more of [browser, [], ['Cookie: berth-app-shop-pr-7=forged']]) assert.equal(await said(before, ...more), await said(now, ...more))
  assert.match(await said(before, ...browser), /^HTTP\/1.1 302 [^]*Location: http:\/\/berth\.localhost:8080\/go\?instance=shop-pr-7&to=http%3A%2F%2FLABEL\.localhost%3A8080%2Fa%3Fb%3D1\r\n/)
  assert.match(await said(before), /^HTTP\/1.1 401 /)
})

test('who signs in comes back to that very host, with a session that is good there', async () => {
  await using shop = await openShop({ policy: secret })
  const { bed } = shop
  for (const label of [now, before]) {
    const ticket = sign({ use: 'ticket', instance: 'shop-pr-7', session: 's1', expires: Date.now() / 1000 + 60 }, bed.key)
    const entered = await ask(bed, `GET /.berth/enter?ticket=${ticket}&to=%2Fa HTTP/1.1`, `Host: ${label}.localhost`)
    const cookie = /Set-Cookie: (berth-app-shop-pr-7=[^;]+); Path=\/; Max-Age=43200; HttpOnly; SameSite=Lax\r\n/.exec(entered)?.[1]
    assert.ok(cookie && /Location: \/a\r\n/.test(entered), entered)
    assert.match(await get(bed, `${label}.localhost`, `Cookie: ${cookie}`), label === now ? /shop-c0ffee1\.localhost; no cookie$/ : /^HTTP\/1.1 410 /)
    assert.match(await ask(bed, 'GET /.berth/sign-out HTTP/1.1', `Host: ${label}.localhost`), /Location: http:\/\/berth\.localhost\r\n/)
  }
})

test('an app’s own name goes before a label, and of two with one label the first has it', async () => {
  await using shop = await openShop({}, { settings: { parkTime: 1 } })
  const { bed, port } = shop
  bed.engine.put(
    route('other', {
      port,
      aliases: [
        { label: 'shop-pr-7', current: false },
        { label: now, current: false },
        { label: 'berth', current: true },
        { label: 'theirs', current: true },
      ],
    }),
  )
  assert.ok(await until(async () => (/theirs\.localhost;/.test(await get(bed, 'theirs.localhost')) ? true : undefined), { deadline: 5000 }))
  for (const host of ['shop-pr-7.localhost', `${now}.localhost`]) assert.match(await get(bed, host), new RegExp(`${host}; no cookie$`))
  assert.doesNotMatch(await ask(bed, 'GET /a HTTP/1.1', 'Host: berth.localhost'), /no cookie$/)
})

test('a label follows what the engine says: on its way, here, put back, replaced, nobody’s', async () => {
  await using shop = await openShop()
  const { bed, port } = shop
  const becomes = async (given: Route['aliases'], wanted: RegExp): Promise<void> => {
    bed.engine.put(route('shop-pr-7', { port, ...(given ? { aliases: given } : {}) }))
    assert.ok(await until(async () => (wanted.test(await get(bed, 'next.localhost', ...browser)) ? true : undefined), { deadline: 5000 }), String(wanted))
  }
  await becomes([{ label: 'next', current: false, fate: 'coming' }], /^HTTP\/1.1 503 [^]*Retry-After: 5\r\n[^]*http-equiv="refresh"[^]*This commit is not here yet/)
  await becomes([{ label: 'next', current: true }], /next\.localhost; no cookie$/)
  await becomes([{ label: 'next', current: false, fate: 'refused' }], /^HTTP\/1.1 404 [^]*did not get well/)
  await becomes([{ label: 'next', current: false }], /^HTTP\/1.1 410 /)
  await becomes(undefined, /^HTTP\/1.1 404 [^]*No app answers at next\.localhost/)
})

test('somebody else’s proxy hears the same', async () => {
  await using shop = await openShop({ policy: secret }, { proxies: ['127.0.0.1'] })
  const about = (label: string): string[] => [
    'GET /.berth/forward-auth HTTP/1.1',
    'Host: gateway',
    'X-Forwarded-Method: GET',
    'X-Forwarded-Proto: https',
    `X-Forwarded-Host: ${label}.localhost`,
    'X-Forwarded-Uri: /a',
  ]
  const cookie = `Cookie: ${shop.bed.cookie('shop-pr-7').replace('berth-app', '__Host-berth-app')}`
  assert.match(await ask(shop.bed, ...about(now), cookie), /^HTTP\/1.1 200 [^]*Remote-User: owner/)
  assert.match(await ask(shop.bed, ...about(before), cookie, 'Accept: text/html'), /^HTTP\/1.1 410 [^]*href="https:\/\/shop-pr-7\.localhost\/a"/)
  assert.match(await ask(shop.bed, ...about(before)), /^HTTP\/1.1 401 /)
})
