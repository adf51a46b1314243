import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { GroupName } from '../../model/person.ts'
import { rightPassword } from '../house.testbed.ts'
import { openSchool, Visitor, walk } from './desk.testbed.ts'
import type { Desk } from './desk.testbed.ts'
import type { Wish } from './outside.ts'

const accounts = {
  ben: { name: 'Ben', email: 'ben@school.example', email_verified: true, groups: ['Lehrer'] },
  eve: { name: 'Eve', email: 'eve@school.example', email_verified: false, groups: ['Klasse7b'] },
  ada: { name: 'Ada', email: 'ada@elsewhere.example', email_verified: true },
}

/** All the way: to the provider, through it as somebody, and back; where the browser ends. */
async function pass(desk: Desk, as: string, wish: Wish = {}, browser = new Visitor()): Promise<string> {
  const { location } = await desk.begin(wish, browser)
  if (!location.startsWith('http')) return location
  return (await desk.finish(await walk(location, as), browser)).location
}

/** A browser in which the owner is signed in. */
async function ownersBrowser({ house }: Desk): Promise<Visitor> {
  const browser = new Visitor()
  const { cookie } = await house.access.signIn(undefined, rightPassword, browser.facts)
  browser.keep({ cookies: [cookie] })
  return browser
}

async function invite(desk: Desk, body: { readonly name?: string }): Promise<string> {
  const owner = await (await ownersBrowser(desk)).who(desk.house)
  return (await desk.house.access.invitations.invite(owner, { role: 'guest', groups: [], ...body })).code
}

describe('signing in with an account at a real provider', () => {
  it('asks for a code with PKCE, a state and a nonce, and says nothing of it to anybody but this browser', async () => {
    await using open = await openSchool(accounts)
    const browser = new Visitor()
    const { location } = await open.desk.begin({}, browser)
    const asked = new URL(location).searchParams
    assert.equal(asked.get('code_challenge_method'), 'S256')
    assert.equal(asked.get('response_type'), 'code')
    assert.equal(asked.get('redirect_uri'), 'http://berth.localhost:8080/signin/outside/school/callback')
    for (const secret of ['state', 'nonce', 'code_challenge']) assert.match(asked.get(secret) ?? '', /^[\w-]{43}$/)
    assert.deepEqual(browser.names, ['berth-outside'])
    assert.ok(!browser.value('berth-outside').includes(asked.get('state') ?? ''))
  })

  it('refuses a stranger in one sentence, and makes nobody', async () => {
    await using open = await openSchool(accounts)
    assert.equal(await pass(open.desk, 'ben'), '/signin?problem=outside-stranger')
    assert.deepEqual(await open.desk.people(), ['Ada owner'])
    assert.equal(await open.desk.lastLine(), 'anonymous: sign in outside school: outside-stranger')
  })

  it('welcomes one, with the role that is for them, and knows them the next time by their subject', async () => {
    await using open = await openSchool(accounts, { welcome: 'member' })
    const browser = new Visitor()
    assert.equal(await pass(open.desk, 'ben', { next: '/apps/notes' }, browser), '/apps/notes')
    assert.deepEqual(browser.names, ['berth-session'])
    const ben = await browser.who(open.desk.house)
    assert.ok(ben.kind === 'person' && ben.name === 'Ben' && ben.role === 'member' && ben.via === 'session')
    open.provider.change('ben', { name: 'Benjamin', email: 'new@school.example', email_verified: true })
    const again = new Visitor()
    assert.equal(await pass(open.desk, 'ben', {}, again), '/')
    const known = await again.who(open.desk.house)
    assert.ok(known.kind === 'person' && known.id === ben.id)
    assert.deepEqual(await open.desk.people(), ['Ada owner', 'Ben member'])
    assert.equal(await open.desk.lastLine(), 'Ben: sign in by school engine: ok')
  })

  it('makes one of somebody who comes in two browsers at once', async () => {
    await using open = await openSchool(accounts, { welcome: 'member' })
    const browsers = [new Visitor(), new Visitor()]
    const backs = await Promise.all(browsers.map(async (browser) => await walk((await open.desk.begin({}, browser)).location, 'ben')))
    const turns = await Promise.all(browsers.map(async (browser, at) => await open.desk.finish(backs[at] ?? '', browser)))
    assert.deepEqual(
      turns.map(({ location }) => location),
      ['/', '/'],
    )
    assert.deepEqual(await open.desk.people(), ['Ada owner', 'Ben member'])
  })

  it('never takes somebody for who has the same name or address', async () => {
    await using open = await openSchool(accounts, { welcome: 'guest' })
    await pass(open.desk, 'ada')
    assert.deepEqual(await open.desk.people(), ['Ada 2 guest', 'Ada owner'])
  })

  it('lets in only verified addresses of the domains', async () => {
    await using open = await openSchool(accounts, { welcome: 'member', domains: ['school.example'] })
    assert.equal(await pass(open.desk, 'eve'), '/signin?problem=outside-refused')
    assert.equal(await pass(open.desk, 'ada'), '/signin?problem=outside-refused')
    assert.equal(await pass(open.desk, 'ben'), '/')
    assert.deepEqual(await open.desk.people(), ['Ada owner', 'Ben member'])
  })

  it('lets in only members of the groups, also those who were let in before', async () => {
    await using open = await openSchool(accounts, { welcome: 'member', groups: ['Lehrer'] })
    assert.equal(await pass(open.desk, 'eve'), '/signin?problem=outside-refused')
    assert.equal(await pass(open.desk, 'ben'), '/')
    open.provider.change('ben', { name: 'Ben', groups: ['Klasse7b'] })
    assert.equal(await pass(open.desk, 'ben'), '/signin?problem=outside-refused')
  })

  it('sets the groups that the map names at each sign-in, and no others', async () => {
    const [teachers, pupils, choir] = ['teachers', 'class 7b', 'choir'].map((name) => GroupName.parse(name)) as [GroupName, GroupName, GroupName]
    await using open = await openSchool(accounts, { welcome: 'member', group_map: { Lehrer: teachers, Klasse7b: pupils } })
    const browser = await ownersBrowser(open.desk)
    const { access } = open.desk.house
    await access.groups.add(choir)
    await pass(open.desk, 'ben')
    assert.deepEqual(await open.desk.people(), ['Ada owner', 'Ben member teachers'])
    const [ben] = (await access.people.list()).filter(({ name }) => name === 'Ben')
    assert.ok(ben)
    await access.people.change(await browser.who(open.desk.house), ben.id, { groups: [choir, teachers] })
    open.provider.change('ben', { name: 'Ben', groups: ['Klasse7b', 'unknown'] })
    await pass(open.desk, 'ben')
    assert.deepEqual(await open.desk.people(), ['Ada owner', 'Ben member choir class 7b'])
  })
})

describe('an invitation accepted with an account outside', () => {
  it('brings in whom it asks, once', async () => {
    await using open = await openSchool(accounts)
    const join = await invite(open.desk, { name: 'Benny' })
    assert.equal(await pass(open.desk, 'ben', { join }), '/')
    assert.deepEqual(await open.desk.people(), ['Ada owner', 'Benny guest'])
    assert.equal(await pass(open.desk, 'eve', { join }), '/signin?problem=bad-invitation')
    assert.equal(await pass(open.desk, 'ben'), '/')
    assert.deepEqual(await open.desk.people(), ['Ada owner', 'Benny guest'])
  })

  it('is not spent by whoever may not sign in there', async () => {
    await using open = await openSchool(accounts, { groups: ['Lehrer'] })
    const join = await invite(open.desk, {})
    assert.equal(await pass(open.desk, 'eve', { join }), '/signin?problem=outside-refused')
    assert.equal(await pass(open.desk, 'ben', { join }), '/')
    assert.deepEqual(await open.desk.people(), ['Ada owner', 'Ben guest'])
  })

  it('of an unknown code is refused before the provider is asked', async () => {
    await using open = await openSchool(accounts)
    assert.equal((await open.desk.begin({ join: 'nonsense' })).location, '/signin?problem=bad-invitation')
  })

  it('is not begun by another site', async () => {
    await using open = await openSchool(accounts)
    const browser = new Visitor()
    browser.fetchSite = 'cross-site'
    const join = await invite(open.desk, {})
    assert.equal((await open.desk.begin({ join }, browser)).location, '/signin?problem=outside-late')
  })
})

describe('adding an account outside to one that is here', () => {
  it('makes it a way in, and opens no other sign-in', async () => {
    await using open = await openSchool(accounts)
    const browser = await ownersBrowser(open.desk)
    const before = browser.value('berth-session')
    assert.equal(await pass(open.desk, 'ben', { link: true }, browser), '/account')
    assert.equal(browser.value('berth-session'), before)
    assert.equal(await open.desk.lastLine(), 'Ada: add a way to sign in school: ok')
    const another = new Visitor()
    assert.equal(await pass(open.desk, 'ben', {}, another), '/')
    const who = await another.who(open.desk.house)
    assert.ok(who.kind === 'person' && who.role === 'owner')
    assert.deepEqual(await open.desk.people(), ['Ada owner'])
  })

  it('is refused to strangers, and to what another site began', async () => {
    await using open = await openSchool(accounts)
    assert.equal((await open.desk.begin({ link: true })).location, '/account?problem=sign-in')
    const browser = await ownersBrowser(open.desk)
    browser.fetchSite = 'cross-site'
    assert.equal((await open.desk.begin({ link: true }, browser)).location, '/account?problem=outside-late')
  })

  it('is refused when the account is somebody else’s', async () => {
    await using open = await openSchool(accounts, { welcome: 'member' })
    await pass(open.desk, 'ben')
    assert.equal(await pass(open.desk, 'ben', { link: true }, await ownersBrowser(open.desk)), '/account?problem=outside-taken')
  })

  it('is refused when somebody else sits there by the time they come back', async () => {
    await using open = await openSchool(accounts)
    const browser = await ownersBrowser(open.desk)
    const { location } = await open.desk.begin({ link: true }, browser)
    const back = await walk(location, 'ben')
    browser.keep({ cookies: ['berth-session=; Max-Age=0'] })
    assert.equal((await open.desk.finish(back, browser)).location, '/account?problem=outside-late')
  })
})

describe('a callback that does not belong', () => {
  it('with another state is refused, and the sign-in under way goes on', async () => {
    await using open = await openSchool(accounts, { welcome: 'member' })
    const browser = new Visitor()
    const back = await walk((await open.desk.begin({}, browser)).location, 'ben')
    const forged = new URL(back)
    forged.searchParams.set('state', 'x'.repeat(43))
    assert.equal((await open.desk.finish(forged.href, browser)).location, '/signin?problem=outside-late')
    assert.match(await open.desk.lastLine(), /outside-late/)
    assert.equal((await open.desk.finish(back, browser)).location, '/')
  })

  it('a second time is refused, also with the cookie kept', async () => {
    await using open = await openSchool(accounts, { welcome: 'member' })
    const browser = new Visitor()
    const back = await walk((await open.desk.begin({}, browser)).location, 'ben')
    const kept = browser.value('berth-outside')
    assert.equal((await open.desk.finish(back, browser)).location, '/')
    browser.keep({ cookies: [`berth-outside=${kept}`] })
    assert.equal((await open.desk.finish(back, browser)).location, '/signin?problem=outside-late')
  })

  it('in another browser is refused, without a word in the audit', async () => {
    await using open = await openSchool(accounts, { welcome: 'member' })
    const back = await walk((await open.desk.begin()).location, 'ben')
    const before = await open.desk.lastLine()
    assert.equal((await open.desk.finish(back, new Visitor())).location, '/signin?problem=outside-late')
    assert.equal(await open.desk.lastLine(), before)
  })

  it('with a cookie of somebody’s own making is refused', async () => {
    await using open = await openSchool(accounts, { welcome: 'member' })
    const browser = new Visitor()
    const back = await walk((await open.desk.begin({}, browser)).location, 'ben')
    const sealed = browser.value('berth-outside')
    for (const forged of ['x', sealed.slice(0, -4), `${sealed.slice(0, 60)}${sealed[60] === 'A' ? 'B' : 'A'}${sealed.slice(61)}`]) {
      browser.keep({ cookies: [`berth-outside=${forged}`] })
      assert.equal((await open.desk.finish(back, browser)).location, '/signin?problem=outside-late')
    }
  })

  it('after ten minutes is refused', async () => {
    await using open = await openSchool(accounts, { welcome: 'member' })
    const browser = new Visitor()
    const back = await walk((await open.desk.begin({}, browser)).location, 'ben')
    open.desk.pass(10 * 60_000)
    assert.equal((await open.desk.finish(back, browser)).location, '/signin?problem=outside-late')
  })

  it('of whoever said no there is said', async () => {
    await using open = await openSchool(accounts)
    assert.equal(await pass(open.desk, 'nobody'), '/signin?problem=outside-denied')
    assert.equal(await open.desk.lastLine(), 'anonymous: sign in outside school: outside-denied: access_denied')
  })

  it('with a wrong secret is the owner’s to mend', async () => {
    await using open = await openSchool(accounts, { welcome: 'member', client_secret: 'a wrong one' })
    assert.equal(await pass(open.desk, 'ben'), '/signin?problem=outside-setup')
    assert.match(await open.desk.lastLine(), /outside-setup: invalid_client/)
  })

  it('many times makes one wait', async () => {
    await using open = await openSchool(accounts)
    const browser = new Visitor()
    await open.desk.begin({}, browser)
    const wrong = async (): Promise<string> => (await open.desk.finish('http://berth.localhost/x?state=wrong&code=wrong', browser)).location
    const answers = [await wrong(), await wrong(), await wrong(), await wrong(), await wrong(), await wrong()]
    assert.equal(answers[0], '/signin?problem=outside-late')
    assert.equal(answers.at(-1), '/signin?problem=too-many')
  })
})
