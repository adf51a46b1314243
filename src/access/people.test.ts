import assert from 'node:assert/strict'
import { test } from 'node:test'
import { GroupName, PersonId } from '../model/person.ts'
import type { GivenRole } from '../model/person.ts'
import { Problem } from '../model/problem.ts'
import { cookieOf, facts, House, rightPassword } from './house.testbed.ts'
import type { Person } from './person.ts'

const is =
  (code: string) =>
  (error: unknown): boolean =>
    error instanceof Problem && error.code === code
const owner = PersonId.parse('owner')
const password = 'another good password'
const day = 24 * 60 * 60_000

async function person(house: House, cookie: string): Promise<Person> {
  return await house.access.who(facts({ cookie }))
}

/** Invited by the owner and come in: who they are now. */
async function joined(house: House, by: Person, name: string, role: GivenRole = 'member'): Promise<Person> {
  const { code } = await house.access.invitations.invite(by, { role })
  return await person(house, cookieOf(await house.access.join({ code, name, password }, facts())))
}

test('an invitation lets one person in, once, and they sign in by name and password in any case', async () => {
  await using house = await House.open()
  const ada = await person(house, await house.claim())
  await house.access.groups.add(GroupName.parse('kids'))
  const { code, view } = await house.access.invitations.invite(ada, { role: 'guest', groups: [GroupName.parse('kids'), GroupName.parse('unknown')], name: 'Ben', days: 2 })
  assert.deepEqual([view.role, view.by, view.name, view.person], ['guest', 'Ada', 'Ben', null])
  assert.ok(!JSON.stringify(await house.db.invitations.all()).includes(code.slice(12)))
  assert.deepEqual({ ...(await house.access.lookAtInvitation(code, facts())) }, { known: false, password: true, name: 'Ben', role: 'guest', by: 'Ada', expires: view.expires })
  const { me } = await house.access.join({ code, name: '  Bén  Smith ', password }, facts())
  assert.deepEqual([me.id, me.name, me.role, me.groups], ['bensmith', 'Bén Smith', 'guest', ['kids']])
  await assert.rejects(house.access.join({ code, name: 'Eve', password }, facts()), is('bad-invitation'))
  assert.equal((await house.access.signIn('BE\u0301N SMITH', password, facts())).me.id, 'bensmith')
  assert.equal((await house.access.signIn(undefined, rightPassword, facts())).me.role, 'owner')
  await assert.rejects(house.access.signIn('bén smith', rightPassword, facts()), is('wrong-password'))
  await assert.rejects(house.access.signIn('nobody', password, facts()), is('wrong-password'))
})

test('a link that is expired, revoked, changed or of another machine says the same of each, and tries are braked', async () => {
  await using house = await House.open()
  const ada = await person(house, await house.claim())
  const [late, revoked, good] = [await house.access.invitations.invite(ada, {}), await house.access.invitations.invite(ada, {}), await house.access.invitations.invite(ada, { days: 30 })]
  await house.access.invitations.revoke(ada, revoked.view.id)
  house.pass(8 * day)
  const changed = good.code.slice(0, -1) + (good.code.endsWith('A') ? 'B' : 'A')
  const crossed = good.code.slice(0, 12) + late.code.slice(12)
  for (const code of [late.code, revoked.code, changed, crossed, '', 'x', good.code.slice(12), `${good.code}x`]) {
    await assert.rejects(house.access.lookAtInvitation(code, facts()), is('bad-invitation'))
    house.pass(60 * 60_000)
  }
  for (let time = 0; time < 5; time++) await assert.rejects(house.access.lookAtInvitation('x', facts()), is('bad-invitation'))
  await assert.rejects(house.access.lookAtInvitation(good.code, facts()), is('too-many'))
})

test('of two who use the same link at once one is let in', async () => {
  await using house = await House.open()
  const ada = await person(house, await house.claim())
  const { code } = await house.access.invitations.invite(ada, {})
  const both = await Promise.allSettled(['Ben', 'Eve'].map((name) => house.access.join({ code, name, password }, facts())))
  assert.deepEqual(both.map(({ status }) => status).toSorted(), ['fulfilled', 'rejected'])
  assert.equal((await house.access.people.list()).length, 2)
})

test('a name that is taken, a weak password or none to call them by loses nothing: the link is still good', async () => {
  await using house = await House.open()
  const ada = await person(house, await house.claim())
  const { code } = await house.access.invitations.invite(ada, {})
  await assert.rejects(house.access.join({ code, name: 'ADA', password }, facts()), is('conflict'))
  await assert.rejects(house.access.join({ code, name: 'Ben', password: 'short' }, facts()), is('weak-password'))
  await assert.rejects(house.access.join({ code, password }, facts()), is('invalid'))
  assert.equal((await house.access.join({ code, name: 'Ben' }, facts())).me.name, 'Ben')
  assert.deepEqual((await house.access.people.view(PersonId.parse('ben'))).ways, { password: false, passkeys: 0, outside: [] })
  await assert.rejects(house.access.signIn('ben', '', facts()), is('wrong-password'))
})

test('admins manage members and guests, and neither the owner nor other admins', async () => {
  await using house = await House.open()
  const ada = await person(house, await house.claim())
  const [finn, gil, ben] = [await joined(house, ada, 'Finn', 'admin'), await joined(house, ada, 'Gil', 'admin'), await joined(house, ada, 'Ben')]
  const id = (name: string): PersonId => PersonId.parse(name)
  const { people, invitations } = house.access
  await people.change(finn, id('ben'), { name: 'Benjamin', role: 'guest' })
  for (const refused of [
    () => people.change(finn, id('ben'), { role: 'admin' }),
    () => people.change(finn, id('gil'), { name: 'X' }),
    () => people.change(finn, owner, { name: 'X' }),
    () => people.remove(finn, id('gil')),
    () => people.change(ben, id('gil'), { name: 'X' }),
    () => invitations.invite(finn, { role: 'admin' }),
    () => invitations.invite(ben, { role: 'guest' }),
    () => invitations.wayBack(finn, owner),
    () => invitations.wayBack(ben, id('gil')),
  ])
    await assert.rejects(refused(), is('forbidden'))
  await assert.rejects(people.remove(finn, owner), is('one-owner'))
  await assert.rejects(people.change(ada, owner, { role: 'member' }), is('one-owner'))
  await people.remove(finn, id('ben'))
  await people.change(ada, id('gil'), { role: 'member' })
  await people.remove(finn, id('gil'))
  assert.deepEqual(
    (await people.list()).map(({ name, role }) => [name, role]),
    [
      ['Ada', 'owner'],
      ['Finn', 'admin'],
    ],
  )
  assert.equal(gil.kind, 'person')
})

test('whoever is removed is out at once with all they came in with, and nobody inherits their id', async () => {
  await using house = await House.open()
  const ada = await person(house, await house.claim())
  const { code } = await house.access.invitations.invite(ada, {})
  const cookie = cookieOf(await house.access.join({ code, name: 'Ben', password }, facts()))
  const ben = await person(house, cookie)
  assert.ok(ben.kind === 'person')
  const token = await house.access.tokens.create(ben.id, { label: 'x' })
  await house.access.people.remove(ada, ben.id)
  assert.equal((await person(house, cookie)).kind, 'anonymous')
  assert.equal((await house.access.who(facts({ authorization: `Bearer ${token.secret}` }))).kind, 'anonymous')
  assert.deepEqual(
    (await house.access.crowd.now()).sessions.map(({ of }) => of.kind === 'person' && of.id),
    ['owner'],
  )
  const again = await joined(house, ada, 'Ben')
  assert.equal(again.kind === 'person' && again.id, 'ben2')
})

test('ids come from names, are never one that an app takes for somebody else, and there is one for every name', async () => {
  await using house = await House.open()
  const ada = await person(house, await house.claim())
  const ids: string[] = []
  for (const name of ['Owner', 'root', 'Zoë Ångström', '李雷', '韩梅梅', 'zoeangstrom']) {
    const made = await joined(house, ada, name)
    ids.push(made.kind === 'person' ? made.id : '')
  }
  assert.deepEqual(ids, ['owner2', 'root2', 'zoeangstrom', 'person', 'person2', 'zoeangstrom2'])
})

test('a sign-in link is the way back for somebody who is here, the owner on the machine itself too', async () => {
  await using house = await House.open()
  await house.claim()
  const local = await house.access.who(facts({ local: true, from: 'local' }))
  const { code } = await house.access.invitations.wayBack(local, owner)
  const { me } = await house.access.join({ code }, facts())
  assert.deepEqual([me.id, me.role], ['owner', 'owner'])
  await assert.rejects(house.access.join({ code }, facts()), is('bad-invitation'))
  assert.equal((await house.access.people.list()).length, 1)
})

test('whoever forgot their password sets a new one with a link that somebody else made, and their other sign-ins end', async () => {
  await using house = await House.open()
  const ada = await person(house, await house.claim())
  const { code } = await house.access.invitations.invite(ada, {})
  const old = cookieOf(await house.access.join({ code, name: 'Ben', password }, facts()))
  const ben = PersonId.parse('ben')
  const given = await house.access.invitations.wayBack(ada, ben)
  assert.equal((await house.access.lookAtInvitation(given.code, facts())).password, true)
  const fresh = cookieOf(await house.access.join({ code: given.code, password: 'a third good password' }, facts()))
  assert.deepEqual([(await person(house, old)).kind, (await person(house, fresh)).kind], ['anonymous', 'person'])
  await house.access.signIn('ben', 'a third good password', facts())
  const own = await house.access.invitations.wayBack(await person(house, fresh), ben)
  assert.equal((await house.access.lookAtInvitation(own.code, facts())).password, false)
  await house.access.join({ code: own.code, password: 'a fourth good password' }, facts())
  await assert.rejects(house.access.signIn('ben', 'a fourth good password', facts()), is('wrong-password'))
})

test('nobody is invited before there is an owner', async () => {
  await using house = await House.open()
  const local = await house.access.who(facts({ local: true, from: 'local' }))
  await assert.rejects(house.access.invitations.invite(local, {}), is('unclaimed'))
})

test('a link is worth what its maker may do when it is used', async () => {
  await using house = await House.open()
  const ada = await person(house, await house.claim())
  const [finn, ben, eve] = [await joined(house, ada, 'Finn', 'admin'), await joined(house, ada, 'Ben'), await joined(house, ada, 'Eve')]
  const id = (name: string): PersonId => PersonId.parse(name)
  const { people, invitations } = house.access
  const [forBen, forEve, fresh] = [await invitations.wayBack(finn, id('ben')), await invitations.wayBack(finn, id('eve')), await invitations.invite(finn, {})]
  await people.change(ada, id('ben'), { role: 'admin' })
  await assert.rejects(house.access.join({ code: forBen.code }, facts()), is('bad-invitation'), 'who was raised meanwhile')
  await people.change(ada, id('finn'), { role: 'member' })
  await assert.rejects(house.access.join({ code: fresh.code, name: 'Gus' }, facts()), is('bad-invitation'), 'of one who is no admin any more')
  await people.remove(ada, id('finn'))
  await assert.rejects(house.access.join({ code: forEve.code }, facts()), is('bad-invitation'), 'of one who is gone')
  assert.deepEqual(await invitations.list(), [{ ...forBen.view, by: 'Finn' }].slice(1))
  assert.deepEqual([ben.kind, eve.kind], ['person', 'person'])
})

test("one's own link is one's own, also under another name: it sets no password", async () => {
  await using house = await House.open()
  const ada = await person(house, await house.claim())
  const ben = await joined(house, ada, 'Ben')
  assert.ok(ben.kind === 'person')
  const { code } = await house.access.invitations.wayBack(ben, ben.id)
  await house.access.people.rename(ben.id, 'Benjamin')
  assert.equal((await house.access.lookAtInvitation(code, facts())).password, false)
  await house.access.join({ code, password: 'a third good password' }, facts())
  await assert.rejects(house.access.signIn('benjamin', 'a third good password', facts()), is('wrong-password'))
})

test("one's own link is for a quarter of an hour, and a token makes none", async () => {
  await using house = await House.open()
  const ada = await person(house, await house.claim())
  const { code } = await house.access.invitations.wayBack(ada, owner)
  house.pass(15 * 60_000)
  await assert.rejects(house.access.join({ code }, facts()), is('bad-invitation'))
  const ben = await joined(house, ada, 'Ben')
  assert.ok(ben.kind === 'person')
  await assert.rejects(house.access.invitations.wayBack({ ...ben, via: 'token', scope: 'all' }, ben.id), is('forbidden'))
})

test("a new password needs the old one, and ends one's other sign-ins", async () => {
  await using house = await House.open()
  const first = await house.claim()
  const second = cookieOf(await house.access.signIn('ada', rightPassword, facts()))
  const ada = await person(house, second)
  assert.ok(ada.kind === 'person')
  await assert.rejects(house.access.people.setPassword(owner, 'wrong', password, ada.session), is('wrong-password'))
  await assert.rejects(house.access.people.setPassword(owner, undefined, password, ada.session), is('wrong-password'))
  await house.access.people.setPassword(owner, rightPassword, password, ada.session)
  assert.deepEqual([(await person(house, first)).kind, (await person(house, second)).kind], ['anonymous', 'person'])
})

test('a group that is removed is nobody’s any more', async () => {
  await using house = await House.open()
  const ada = await person(house, await house.claim())
  const kids = GroupName.parse('kids')
  await house.access.groups.add(kids)
  await assert.rejects(house.access.groups.add(kids), is('conflict'))
  await joined(house, ada, 'Ben')
  await house.access.people.change(ada, PersonId.parse('ben'), { groups: [kids, kids, GroupName.parse('unknown')] })
  assert.deepEqual(await house.access.groups.list(), [{ name: 'kids', people: ['ben'] }])
  await house.access.groups.remove(kids)
  assert.deepEqual((await house.access.people.view(PersonId.parse('ben'))).groups, [])
  await assert.rejects(house.access.groups.remove(kids), is('not-found'))
})

test('a sign-in is revoked by whom it is or by who manages them; of others it is not said that it is there', async () => {
  await using house = await House.open()
  const ada = await person(house, await house.claim())
  const [finn, ben] = [await joined(house, ada, 'Finn', 'admin'), await joined(house, ada, 'Ben')]
  const idOf = (one: Person): string => (one.kind === 'person' ? (one.session ?? '') : '')
  await assert.rejects(house.access.revokeSession(ben, idOf(ada)), is('not-found'))
  await assert.rejects(house.access.revokeSession(finn, idOf(ada)), is('not-found'))
  await house.access.revokeSession(finn, idOf(ben))
  await house.access.revokeSession(ada, idOf(finn))
  await house.access.revokeSession(ada, idOf(ada))
  assert.deepEqual((await house.access.crowd.now()).sessions, [])
})
