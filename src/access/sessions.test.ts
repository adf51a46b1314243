import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cookieOf, facts, House, rightPassword } from './house.testbed.ts'

const day = 24 * 60 * 60_000
const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0'

test('a sign-in is listed with its device, revoked, and heard of by those who trust it', async () => {
  await using house = await House.open()
  const first = await house.claim()
  const heard: number[] = []
  house.access.crowd.onChange(({ sessions }) => heard.push(sessions.length))
  const second = cookieOf(await house.access.signIn(undefined, rightPassword, facts({ agent: firefox })))
  const me = await house.access.who(facts({ cookie: second }))
  assert.ok(me.kind === 'person')
  const list = await house.access.sessions.list(me.id, me.session)
  assert.deepEqual(list.map(({ device, current }) => [device, current]).sort(), [
    ['Firefox on Linux', true],
    ['another program', false],
  ])
  assert.deepEqual((await house.access.crowd.now()).sessions.map(({ id }) => id).toSorted(), list.map((one) => one.id).toSorted())
  await house.access.revokeSession(me, list.find((one) => !one.current)?.id ?? '')
  assert.equal((await house.access.who(facts({ cookie: first }))).kind, 'anonymous')
  assert.equal((await house.access.who(facts({ cookie: second }))).kind, 'person')
  assert.match(await house.access.signOut(me, facts()), /^berth-session=; .*Max-Age=0/)
  assert.equal((await house.access.who(facts({ cookie: second }))).kind, 'anonymous')
  assert.deepEqual(heard, [2, 1, 0])
  await assert.rejects(house.access.revokeSession(me, 'nope'), /no session/)
})

test('a sign-in ends thirty days after its last use, and each use carries it on', async () => {
  await using house = await House.open()
  const cookie = await house.claim()
  house.pass(29 * day)
  await house.reopen()
  assert.equal((await house.access.who(facts({ cookie }))).kind, 'person')
  house.pass(29 * day)
  assert.equal((await house.access.who(facts({ cookie }))).kind, 'person')
  house.pass(31 * day)
  assert.equal((await house.access.who(facts({ cookie }))).kind, 'anonymous')
  assert.deepEqual((await house.access.crowd.now()).sessions, [])
})

test('seen is written at most once a minute', async () => {
  await using house = await House.open()
  const cookie = await house.claim()
  const seen = async (): Promise<string | undefined> => (await house.db.sessions.all())[0]?.seen
  const steps: (string | undefined)[] = []
  for (const pause of [0, 10_000, 55_000]) {
    house.pass(pause)
    await house.access.who(facts({ cookie }))
    steps.push(await seen())
  }
  assert.deepEqual(steps, ['2026-11-21T06:00:00.000Z', '2026-11-21T06:00:00.000Z', '2026-11-21T06:01:05.000Z'])
})

test('the cookie is not in the database and not usable with one sign changed', async () => {
  await using house = await House.open()
  const cookie = await house.claim()
  const secret = cookie.split('=')[1] ?? ''
  assert.equal(Buffer.from(secret, 'base64url').length, 32)
  assert.ok(!JSON.stringify(await house.db.sessions.all()).includes(secret))
  const other = secret.startsWith('A') ? `B${secret.slice(1)}` : `A${secret.slice(1)}`
  assert.equal((await house.access.who(facts({ cookie: `berth-session=${other}` }))).kind, 'anonymous')
})
