import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { GroupName } from '../../model/person.ts'
import { accountFrom } from './account.ts'
import type { Claims } from './account.ts'
import { groupsAfter, isAdmitted } from './admit.ts'
import { goneTicket, ticketCookie, ticketIn } from './cookie.ts'
import { issuerOf, mayReach } from './issuer.ts'
import { localPath, withProblem } from './localpath.ts'
import { fromOwnPage } from './ownpage.ts'

const group = (name: string): GroupName => GroupName.parse(name)

describe('an issuer', () => {
  for (const [given, kept] of [
    ['https://id.example.org', 'https://id.example.org'],
    ['https://id.example.org/', 'https://id.example.org/'],
    ['https://id.example.org/realms/school', 'https://id.example.org/realms/school'],
    ['https://id.example.org/realms/school/.well-known/openid-configuration', 'https://id.example.org/realms/school'],
    ['http://127.0.0.1:9000', 'http://127.0.0.1:9000'],
    ['http://id.localhost:9000', 'http://id.localhost:9000'],
  ] as const) {
    it(`${given} is kept as ${kept}`, () => assert.equal(issuerOf(given), kept))
  }
  for (const given of [
    'http://id.example.org',
    'http://127.0.0.1.example.org',
    'http://localhost.example.org',
    'ftp://id.example.org',
    'https://ada:secret@id.example.org',
    'https://id.example.org/?tenant=1',
    'https://id.example.org/#x',
    'https://id.example.org/.well-known/other/place',
    'school',
  ]) {
    it(`${given} is refused`, () => assert.throws(() => issuerOf(given), { code: 'invalid' }))
  }
})

describe('where a provider may lead us', () => {
  const [far, here] = ['https://id.example.org', 'http://127.0.0.1:9000']
  for (const [address, issuer, may] of [
    ['https://token.example.net/x', far, true],
    ['http://id.example.org/x', far, false],
    ['http://127.0.0.1:80/x', far, false],
    ['https://localhost/x', far, false],
    ['javascript:alert(1)', far, false],
    ['not an address', far, false],
    ['http://127.0.0.1:9000/x', here, true],
    ['http://[::1]:9000/x', here, true],
    ['http://192.168.1.1/x', here, false],
    ['https://id.example.org/x', here, true],
  ] as const) {
    it(`${issuer} ${may ? 'may' : 'may not'} lead to ${address}`, () => assert.equal(mayReach(address, issuer), may))
  }
})

describe('where one goes on to after the sign-in', () => {
  for (const path of ['/', '/apps/notes', '/go?instance=notes&to=http%3A%2F%2Fnotes.localhost%2F', '/signin']) it(`${path} is a place here`, () => assert.equal(localPath(path), path))
  for (const path of [
    undefined,
    '',
    'apps',
    '//evil.example',
    '/\\evil.example',
    '/a\\b',
    'https://evil.example',
    '/\t/evil.example',
    '/ü',
    '/api/me',
    '/.berth/enter',
    '/signin/outside/school',
    `/${'a'.repeat(4001)}`,
  ]) {
    it(`${String(path).slice(0, 30)} is not`, () => assert.equal(localPath(path), '/'))
  }
  it('a problem is added to what stands there', () => assert.equal(withProblem('/account?tab=ways', 'outside-taken'), '/account?tab=ways&problem=outside-taken'))
})

describe('the page that a visit comes from', () => {
  const facts = { scheme: 'http', host: 'berth.localhost:8080' } as const
  for (const [fetchSite, referer, own] of [
    ['same-origin', undefined, true],
    ['same-site', 'http://berth.localhost:8080/account', false],
    ['cross-site', undefined, false],
    ['none', undefined, false],
    [undefined, 'http://berth.localhost:8080/account', true],
    [undefined, 'http://notes.localhost:8080/', false],
    [undefined, 'http://berth.localhost:8081/', false],
    [undefined, 'nonsense', false],
    [undefined, undefined, false],
  ] as const) {
    it(`${fetchSite ?? 'no Sec-Fetch-Site'} and ${referer ?? 'no Referer'}: ${own ? 'our own' : 'another'}`, () => assert.equal(fromOwnPage({ fetchSite, referer }, facts), own))
  }
})

describe('who somebody is by their claims', () => {
  const token: Claims = { iss: 'https://id.example.org', sub: '42' }
  const of = (own: Claims, added: Claims = {}, groups_claim = 'groups') => accountFrom({ ...token, ...own }, added, { groups_claim })

  it('a verified address counts', () => assert.equal(of({ email: 'ada@example.org', email_verified: true }).email, 'ada@example.org'))
  it('verified may be a text', () => assert.equal(of({ email: 'ada@example.org', email_verified: 'true' }).email, 'ada@example.org'))
  for (const verified of [false, undefined, 'yes', 1, 'false', null]) {
    it(`an address with email_verified ${String(verified)} does not`, () => assert.equal(of({ email: 'ada@example.org', email_verified: verified }).email, undefined))
  }
  it('an address from here and the word from there do not come together', () => assert.equal(of({ email: 'ada@example.org' }, { email: 'eve@example.net', email_verified: false }).email, undefined))
  it('what is added later counts where the token is silent', () => assert.equal(of({}, { email: 'ada@example.org', email_verified: true }).email, 'ada@example.org'))
  it('groups are a list, or one alone', () => {
    assert.deepEqual(of({ groups: ['a', 7, null, 'b'] }).groups, ['a', 'b'])
    assert.deepEqual(of({ groups: 'a' }).groups, ['a'])
    assert.deepEqual(of({ roles: ['a'] }, {}, 'roles').groups, ['a'])
    assert.deepEqual(of({}).groups, [])
  })
  it('a claim of the name of something else is none', () => assert.deepEqual(of({}, {}, 'constructor').groups, []))
  it('the name is the first that is one', () => {
    assert.equal(of({ name: '  ', preferred_username: 'ada' }).name, 'ada')
    assert.equal(of({}).name, '42')
  })
  it('nobody is refused', () => assert.throws(() => accountFrom({ iss: 'https://id.example.org', sub: '' }, {}, { groups_claim: 'groups' }), TypeError))
})

describe('who may sign in at all', () => {
  const rules = (own: object = {}) => ({ domains: [], groups: [], ...own })
  for (const [what, rule, account, admitted] of [
    ['anybody where nothing is asked', rules(), { email: undefined, groups: [] }, true],
    ['an address of the domain', rules({ domains: ['example.org'] }), { email: 'ada@EXAMPLE.org', groups: [] }, true],
    ['no address', rules({ domains: ['example.org'] }), { email: undefined, groups: [] }, false],
    ['a domain that ends like it', rules({ domains: ['example.org'] }), { email: 'ada@evilexample.org', groups: [] }, false],
    ['a domain below it', rules({ domains: ['example.org'] }), { email: 'ada@x.example.org', groups: [] }, false],
    ['one of the groups', rules({ groups: ['staff', 'pupils'] }), { email: undefined, groups: ['pupils'] }, true],
    ['no such group', rules({ groups: ['staff'] }), { email: undefined, groups: ['Staff'] }, false],
    ['the domain without the group', rules({ domains: ['example.org'], groups: ['staff'] }), { email: 'ada@example.org', groups: [] }, false],
  ] as const) {
    it(`${what}: ${admitted ? 'yes' : 'no'}`, () => assert.equal(isAdmitted(rule, account), admitted))
  }
})

describe('groups after a sign-in', () => {
  const map = { Lehrer: group('teachers'), Klasse7b: group('class 7b'), Rat: group('teachers') }
  it('those that the map gives are added', () => assert.deepEqual(groupsAfter([], map, ['Lehrer', 'other']), ['teachers']))
  it('those that it names and does not give are taken', () => assert.deepEqual(groupsAfter([group('teachers'), group('class 7b')], map, ['Klasse7b']), ['class 7b']))
  it('all others stay', () => assert.deepEqual(groupsAfter([group('choir')], map, ['Rat', 'Lehrer']), ['choir', 'teachers']))
  it('a group there that is called like something else gives nothing', () => assert.deepEqual(groupsAfter([], map, ['constructor', '__proto__']), []))
})

describe('the cookie of a sign-in under way', () => {
  it('is read where it was set', () => assert.equal(ticketIn(ticketCookie('abc', 'http').split(';')[0], 'http'), 'abc'))
  it('is kept to its host by HTTPS', () => assert.match(ticketCookie('abc', 'https'), /^__Host-berth-outside=abc; Path=\/; HttpOnly; SameSite=Lax; Max-Age=600; Secure$/))
  it('that of HTTP is none by HTTPS', () => assert.equal(ticketIn('berth-outside=abc', 'https'), undefined))
  it('twice is none', () => assert.equal(ticketIn('berth-outside=abc; berth-outside=def', 'http'), undefined))
  it('is forgotten', () => assert.match(goneTicket('http'), /^berth-outside=; .*Max-Age=0$/))
})
