import assert from 'node:assert/strict'
import { test } from 'node:test'
import { PersonId } from '../model/person.ts'
import { Problem } from '../model/problem.ts'
import { asTyped, newCode } from './claimcode.ts'
import { goneCookie, readSessionCookie, sessionCookie } from './cookie.ts'
import { deviceOf } from './device.ts'
import { House, facts } from './house.testbed.ts'
import { actions, may } from './may.ts'
import { checkOrigin } from './origin.ts'
import type { Person, RequestFacts } from './person.ts'
import { placeOf } from './place.ts'

const anonymous: Person = { kind: 'anonymous', from: 'x' }
const ada = { kind: 'person', id: PersonId.parse('owner'), name: 'Ada', role: 'owner', groups: [] } as const
const session: Person = { ...ada, via: 'session', session: 's', from: 'x' }
const token: Person = { ...ada, via: 'token', from: 'x' }
const local: Person = { ...ada, via: 'local', from: 'x' }

test('the owner may do every named action, an anonymous visitor none, and nobody what has no name', () => {
  for (const action of actions) {
    assert.deepEqual(
      [session, token, local, anonymous].map((person) => may(person, action)),
      [true, true, true, false],
      action,
    )
  }
  for (const unnamed of ['', 'instances', 'instances.read ', 'constructor', '__proto__', 'toString']) {
    assert.equal(Reflect.apply(may, undefined, [session, unnamed]), false, unnamed)
  }
})

const own = 'http://berth.localhost:8080'
const origins: readonly [string, Partial<RequestFacts>, Person, 'passes' | 'refused'][] = [
  ['its own page', { origin: own }, session, 'passes'],
  ['another port of the same host', { origin: 'http://berth.localhost:9001' }, session, 'refused'],
  ['the default port of the same host', { origin: 'http://berth.localhost' }, session, 'refused'],
  ['another scheme', { origin: 'https://berth.localhost:8080' }, session, 'refused'],
  ['an app beside it', { origin: 'http://wiki.localhost:8080' }, session, 'refused'],
  ['a name that begins the same', { origin: 'http://berth.localhost:8080.evil.test' }, session, 'refused'],
  ['a null origin', { origin: 'null' }, session, 'refused'],
  ['no origin with a cookie', {}, session, 'refused'],
  ['rubbish', { origin: '://' }, session, 'refused'],
  ['no host', { origin: own, host: undefined }, session, 'refused'],
  ['the default port said or not', { origin: 'http://berth.localhost', host: 'berth.localhost:80' }, session, 'passes'],
  ['https behind the gateway', { origin: 'https://berth.example', host: 'berth.example', scheme: 'https' }, session, 'passes'],
  ['a read from anywhere', { origin: 'http://evil.test', method: 'GET' }, session, 'passes'],
  ['a WebSocket from elsewhere', { origin: 'http://evil.test', method: 'GET', upgrade: true }, session, 'refused'],
  ['a WebSocket without origin', { method: 'GET', upgrade: true }, session, 'refused'],
  ['a WebSocket of its own page', { origin: own, method: 'GET', upgrade: true }, session, 'passes'],
  ['a token from anywhere', { origin: 'http://evil.test', method: 'DELETE' }, token, 'passes'],
  ['the local socket', { method: 'POST' }, local, 'passes'],
  ['a sign-in by a program', {}, anonymous, 'passes'],
  ['a sign-in by its own page', { origin: own }, anonymous, 'passes'],
  ['a sign-in by another page', { origin: 'http://evil.test' }, anonymous, 'refused'],
]
for (const [what, request, person, wanted] of origins) {
  test(`a change by ${what} is ${wanted}`, () => {
    const call = (): void => checkOrigin(facts(request), person)
    if (wanted === 'passes') call()
    else assert.throws(call, (error) => error instanceof Problem && error.code === 'origin')
  })
}

test('the cookie is for HTTP only, for this host only, and secure where the visit is', () => {
  assert.equal(sessionCookie('abc', 'http'), 'berth-session=abc; Path=/; HttpOnly; SameSite=Lax; Max-Age=34560000')
  assert.match(sessionCookie('abc', 'https'), /^__Host-berth-session=abc; Path=\/; .*; Secure$/)
  assert.match(sessionCookie('abc', 'http', 'device'), /^berth-device=abc; /)
  assert.match(goneCookie('http'), /^berth-session=; .*Max-Age=0$/)
})

const cookies: readonly [string | undefined, string | undefined][] = [
  [undefined, undefined],
  ['berth-session=abc', 'abc'],
  ['a=1; berth-session=abc; b=2', 'abc'],
  ['xberth-session=abc', undefined],
  ['berth-session=', undefined],
  ['berth-session', undefined],
  ['berth-session=a; berth-session=b', undefined],
]
for (const [header, wanted] of cookies) {
  test(`of the cookies "${header}" the session is ${wanted}`, () => assert.equal(readSessionCookie(header, 'http'), wanted))
}

const places: readonly [string, string][] = [
  ['192.168.1.20', '192.168.1.20'],
  ['::ffff:192.168.1.20', '192.168.1.20'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:0db8:0001:0002::1', '2001:db8:1:2::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['unknown', 'unknown'],
]
for (const [from, wanted] of places) {
  test(`tries from ${from} count for ${wanted}`, () => assert.equal(placeOf(from), wanted))
}

test('devices are named in words', () => {
  assert.equal(deviceOf('Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 Version/17.0 Mobile/15E148 Safari/604.1'), 'Safari on iOS')
  assert.equal(deviceOf('Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/130.0 Safari/537.36 Edg/130.0'), 'Edge on Windows')
  assert.equal(deviceOf('curl/8'), 'another program')
  assert.equal(deviceOf(undefined), 'another program')
})

test('claim codes are never the same and easy to type', () => {
  const codes = new Set(Array.from({ length: 1000 }, newCode))
  assert.equal(codes.size, 1000)
  for (const code of codes) assert.match(code, /^[34679ACDEFGHJKMNPQRTWXY]{4}(-[34679ACDEFGHJKMNPQRTWXY]{4}){3}$/)
  assert.equal(asTyped(' ab3c d-e '), 'AB3CDE')
})

test('whoever comes over the local socket is the owner, before the claim too', async () => {
  await using house = await House.open()
  assert.deepEqual(await house.access.who(facts({ local: true, from: 'local' })), { kind: 'person', id: 'owner', name: 'administrator', role: 'owner', groups: [], via: 'local', from: 'local' })
  assert.equal((await house.access.who(facts())).kind, 'anonymous')
})

test('what was done is written down with who, from where and how it ended', async () => {
  await using house = await House.open()
  await house.claim()
  await house.access.note({ person: { ...session, from: '10.0.0.1' } }, 'remove', 'wiki')
  const [line] = await house.access.auditLines({ limit: 1 })
  assert.deepEqual(line, { id: 2, at: '2026-11-21T06:00:00.000Z', who: 'Ada (session)', action: 'remove', object: 'wiki', from: '10.0.0.1', result: 'ok' })
})
