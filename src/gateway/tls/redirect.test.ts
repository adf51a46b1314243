import assert from 'node:assert/strict'
import { test } from 'node:test'
import { silent } from '../../kit/log.ts'
import { Raw } from '../raw.testbed.ts'
import { openApp, route } from '../testbed.ts'
import { Https } from './https.ts'
import { secureUrl } from './redirect.ts'
import { openSecureTestbed } from './testbed.ts'

function httpsOf(names: readonly string[], { redirect = true, port = 443 }: { redirect?: boolean; port?: number | null } = {}): Https {
  const https = new Https(silent)
  https.hear({ type: 'certificates', certificates: [{ names: [...names], chain: '', key: '' }], redirect })
  https.port = port
  return https
}

const asked = { scheme: 'http', host: 'wiki.school.lan', path: '/a', query: '?b', port: 80, isMain: true, isConsole: false } as const
const names = ['*.school.lan', 'school.lan', '10.0.0.2']

for (const [what, more, https, url] of [
  ['the main port', {}, httpsOf(names), 'https://wiki.school.lan/a?b'],
  ['another port of HTTPS', {}, httpsOf(names, { port: 8443 }), 'https://wiki.school.lan:8443/a?b'],
  ['no port of HTTPS alone', { port: 8080, host: 'wiki.school.lan:8080' }, httpsOf(names, { port: null }), 'https://wiki.school.lan:8080/a?b'],
  ['an app’s own port', { port: 8101, isMain: false, host: 'school.lan:8101' }, httpsOf(names), 'https://school.lan:8101/a?b'],
  ['a Host in capitals with a dot', { host: 'WIKI.School.lan.:80' }, httpsOf(names), 'https://wiki.school.lan/a?b'],
  ['an address there is a certificate for', { host: '10.0.0.2' }, httpsOf(names), 'https://10.0.0.2/a?b'],
  ['a name without a certificate', { host: 'wiki.elsewhere' }, httpsOf(names), undefined],
  ['HTTPS', { scheme: 'https' }, httpsOf(names), undefined],
  ['a machine that redirects nobody', {}, httpsOf(names, { redirect: false }), undefined],
  ['the challenge of an authority', { path: '/.well-known/acme-challenge/x' }, httpsOf(names), undefined],
  ['the page about trust', { isConsole: true, path: '/trust/authority.crt' }, httpsOf(names), undefined],
  ['what that page is made of', { isConsole: true, path: '/assets/index-1.js' }, httpsOf(names), undefined],
  ['the proof of trust', { isConsole: true, path: '/api/https/proof' }, httpsOf(names), undefined],
  ['the health of the engine', { isConsole: true, path: '/api/health' }, httpsOf(names), undefined],
  ['a path of an app that is so called', { path: '/trust' }, httpsOf(names), 'https://wiki.school.lan/trust?b'],
  ['the rest of the console', { isConsole: true, path: '/api/healthy' }, httpsOf(names), 'https://wiki.school.lan/api/healthy?b'],
  ['a Host that is none', { host: 'a b' }, httpsOf(names), undefined],
] as const) {
  test(`who comes by ${what} ${url ? 'is sent to HTTPS' : 'stays'}`, () => assert.equal(secureUrl({ ...asked, ...more }, https), url))
}

test('whoever comes by HTTP to a name with a certificate is sent on, with any method', async () => {
  await using app = await openApp((_, response) => response.end('the app'))
  await using secure = await openSecureTestbed({ redirect: true, routes: [route('wiki', { port: app.port }), route('other', { port: app.port })] })
  const say = async (...lines: readonly string[]): Promise<string> => {
    using raw = new Raw(secure.bed.port)
    return await raw.say(...lines, 'Connection: close', '', '').isClosed()
  }
  for (const method of ['GET', 'HEAD', 'POST']) {
    const heard = await say(`${method} /a?b HTTP/1.1`, 'Host: wiki.localhost')
    assert.match(heard, /^HTTP\/1.1 308 /)
    assert.ok(heard.includes(`\r\nLocation: https://wiki.localhost:${secure.port}/a?b\r\n`), heard)
    assert.doesNotMatch(heard, /Strict-Transport/i)
  }
  assert.match(await say('GET / HTTP/1.1', 'Host: other.localhost'), /the app$/)
  using visitor = await secure.speak()
  assert.equal((await visitor.ask('/')).body, 'the app')
})

test('what an authority asks is answered whatever the Host, before anything else, by HTTP alone', async () => {
  await using app = await openApp((_, response) => response.end('the app'))
  await using secure = await openSecureTestbed({ redirect: true, routes: [route('wiki', { port: app.port, policy: { access: 'private', paths: {} } })] })
  const ask = async (token: string, host: string): Promise<string> => {
    using raw = new Raw(secure.bed.port)
    return await raw.say(`GET /.well-known/acme-challenge/${token} HTTP/1.1`, `Host: ${host}`, 'Connection: close', '', '').isClosed()
  }
  secure.bed.engine.send({ type: 'challenges', answers: { token: 'token.thumbprint' } })
  await secure.bed.reconnect([])
  for (const host of ['wiki.localhost', 'berth.localhost', 'elsewhere.example', '10.0.0.2']) {
    const heard = await ask('token', host)
    assert.match(heard, /^HTTP\/1.1 200 /)
    assert.match(heard, /\r\nContent-Type: text\/plain\r\n/)
    assert.match(heard, /\r\n\r\ntoken.thumbprint$/)
    for (const other of ['tokens', '', 'toke', '__proto__', 'constructor', '../token', 'token/']) assert.match(await ask(other, host), /^HTTP\/1.1 404 /)
  }
})
