import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TokenScope } from '../model/api.ts'
import { PersonId } from '../model/person.ts'
import { Problem } from '../model/problem.ts'
import { facts, House } from './house.testbed.ts'
import { actions } from './may.ts'

const owner = PersonId.parse('owner')
const bearer = (secret: string) => facts({ authorization: `Bearer ${secret}` })

test('a token opens, shows its use, and is shown once', async () => {
  await using house = await House.open()
  await house.claim()
  const made = await house.access.tokens.create(owner, { label: 'CI' })
  assert.match(made.secret, new RegExp(`^berth_${made.id}[A-Za-z0-9_-]{43}$`))
  assert.ok(!JSON.stringify([await house.access.tokens.list(owner), await house.db.tokens.all()]).includes(made.secret.slice(18)))
  const person = await house.access.who(bearer(made.secret))
  assert.deepEqual(person, { kind: 'person', id: 'owner', name: 'Ada', role: 'owner', groups: [], via: 'token', scope: 'all', from: '192.168.1.20' })
  assert.deepEqual(await house.access.tokens.list(owner), [{ id: made.id, label: 'CI', scope: 'all', created: made.created, expires: null, used: '2026-11-21T06:00:00.000Z' }])
})

test('a token that is revoked, expired, cut, or another kind of credential opens nothing, even beside a good cookie', async () => {
  await using house = await House.open()
  const cookie = await house.claim()
  const [gone, short, good] = [
    await house.access.tokens.create(owner, { label: 'a' }),
    await house.access.tokens.create(owner, { label: 'b', days: 1 }),
    await house.access.tokens.create(owner, { label: 'c' }),
  ]
  await house.access.tokens.revoke(owner, gone.id)
  assert.equal((await house.access.who(bearer(short.secret))).kind, 'person')
  house.pass(24 * 60 * 60_000)
  const crossed = `berth_${good.id}${short.secret.slice(18)}`
  for (const secret of [gone.secret, short.secret, crossed, good.secret.slice(0, -1), `${good.secret}x`, '', good.id, cookie]) {
    assert.equal((await house.access.who({ ...bearer(secret), cookie })).kind, 'anonymous', secret)
    house.pass(60 * 60_000) // the brakes let go
  }
  assert.equal((await house.access.who(facts({ authorization: `Basic ${good.secret}` }))).kind, 'anonymous')
  assert.equal((await house.access.who(bearer(good.secret))).kind, 'person')
  await assert.rejects(house.access.tokens.revoke(owner, gone.id), (error) => error instanceof Problem && error.code === 'not-found')
})

test('a token may only what its scope says', async () => {
  await using house = await House.open()
  await house.claim()
  const allowed = async (scope: TokenScope): Promise<readonly string[]> => {
    const person = await house.access.who(bearer((await house.access.tokens.create(owner, { label: scope, scope })).secret))
    return actions.filter((action) => house.access.may(person, action))
  }
  const looking = [
    'person.read',
    'offers.read',
    'stores.read',
    'instances.read',
    'instances.inspect',
    'projects.read',
    'previews.read',
    'images.read',
    'shelf.read',
    'jobs.read',
    'machine.read',
    'open.read',
    'feed.read',
  ]
  assert.deepEqual(new Set(await allowed('read')), new Set(looking))
  assert.deepEqual(new Set(await allowed('run')), new Set([...looking, 'instances.run', 'instances.update', 'projects.deploy', 'previews.run', 'images.run', 'jobs.change']))
  assert.deepEqual(new Set(await allowed('deploy')), new Set(['person.read', 'projects.read', 'projects.deploy']))
  assert.deepEqual(await allowed('all'), actions)
})

test('bad tokens are braked by where they come from, and a good one is not', async () => {
  await using house = await House.open()
  await house.claim()
  const good = await house.access.tokens.create(owner, { label: 'CI' })
  const bad = bearer(`berth_${good.id}${'A'.repeat(43)}`)
  for (let time = 0; time < 5; time++) assert.equal((await house.access.who(bad)).kind, 'anonymous')
  await assert.rejects(house.access.who(bad), (error) => error instanceof Problem && error.code === 'too-many')
  assert.equal((await house.access.who(bearer(good.secret))).kind, 'person')
  assert.equal((await house.access.who({ ...bad, from: '10.1.1.1' })).kind, 'anonymous')
})

test("nobody revokes or sees somebody else's token", async () => {
  await using house = await House.open()
  await house.claim()
  const made = await house.access.tokens.create(owner, { label: 'CI' })
  const ben = PersonId.parse('ben')
  assert.deepEqual(await house.access.tokens.list(ben), [])
  await assert.rejects(house.access.tokens.revoke(ben, made.id), (error) => error instanceof Problem && error.code === 'not-found')
})
