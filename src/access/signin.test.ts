import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Problem } from '../model/problem.ts'
import { facts, House, rightPassword } from './house.testbed.ts'

async function answer(house: House, password: string, from = '192.168.1.20'): Promise<string> {
  try {
    await house.access.signIn(undefined, password, facts({ from }))
    return 'in'
  } catch (error) {
    assert.ok(error instanceof Problem, String(error))
    return error.code === 'too-many' ? `wait ${error.values['seconds']}` : error.code
  }
}

async function answers(house: House, times: number, password: string, from?: string): Promise<string[]> {
  const all: string[] = []
  for (let time = 0; time < times; time++) all.push(await answer(house, password, from))
  return all
}

test('nobody signs in before the claim', async () => {
  await using house = await House.open()
  assert.equal(await answer(house, rightPassword), 'unclaimed')
})

test('the password is kept as argon2id with at least the recommended cost', async () => {
  await using house = await House.open()
  await house.claim()
  assert.match((await house.db.people.owner())?.password ?? '', /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
})

test('wrong passwords are braked with growing pauses, and the right one waits its turn too', async () => {
  await using house = await House.open()
  await house.claim()
  assert.deepEqual(await answers(house, 6, 'wrong password'), [...Array.from({ length: 5 }, () => 'wrong-password'), 'wait 5'])
  assert.equal(await answer(house, rightPassword), 'wait 5')
  house.pass(5000)
  assert.deepEqual(await answers(house, 2, 'wrong password'), ['wrong-password', 'wait 10'])
  house.pass(4000)
  assert.equal(await answer(house, rightPassword), 'wait 6')
  house.pass(6000)
  assert.equal(await answer(house, rightPassword), 'in')
  assert.equal((await answers(house, 5, 'wrong password')).at(-1), 'wrong-password')
})

test('a pause never grows beyond a quarter of an hour, and failures are forgotten after an hour', async () => {
  await using house = await House.open()
  await house.claim()
  for (let time = 0; time < 20; time++) {
    await answer(house, 'wrong password')
    house.pass(900_000)
  }
  await answer(house, 'wrong password')
  assert.equal(await answer(house, 'wrong password'), 'wait 900')
  house.pass(60 * 60_000)
  assert.equal((await answers(house, 5, 'wrong password')).at(-1), 'wrong-password')
})

test('a restart is no way round a pause', async () => {
  await using house = await House.open()
  await house.claim()
  await answers(house, 5, 'wrong password')
  house.pass(3000)
  await house.reopen()
  assert.equal(await answer(house, rightPassword), 'wait 5')
  house.pass(5000)
  assert.equal(await answer(house, rightPassword), 'in')
})

test('one source does not brake another, addresses of one IPv6 network are one source', async () => {
  await using house = await House.open()
  await house.claim()
  await answers(house, 5, 'wrong password', 'fd00:1:2:3::1')
  assert.equal(await answer(house, rightPassword, 'fd00:1:2:3:ffff::2'), 'wait 5')
  assert.equal(await answer(house, rightPassword, 'fd00:1:2:4::1'), 'in')
  assert.equal(await answer(house, rightPassword, '192.168.1.21'), 'in')
})

test('many sources together are braked, but never long: the owner gets in', async () => {
  await using house = await House.open()
  await house.claim()
  const seen: string[] = []
  for (let source = 0; source < 60; source++) seen.push(await answer(house, 'wrong password', `10.0.0.${source}`))
  assert.deepEqual([seen.indexOf('wait 2'), seen.at(-1)], [51, 'wait 2'])
  for (let source = 0; source < 30; source++) {
    house.pass(30_000)
    await answer(house, 'wrong password', `10.0.1.${source}`)
  }
  assert.equal(await answer(house, rightPassword), 'wait 30')
  house.pass(30_000)
  assert.equal(await answer(house, rightPassword), 'in')
})

test('a hundred guesses at once are no more than the brakes allow one by one', async () => {
  await using house = await House.open()
  await house.claim()
  const all = await Promise.all(Array.from({ length: 100 }, () => answer(house, 'wrong password')))
  assert.equal(all.filter((one) => one === 'wrong-password').length, 5)
  assert.equal(all.filter((one) => one.startsWith('wait')).length, 95)
  assert.equal((await house.access.auditLines({ limit: 1000 })).filter((line) => line.result === 'wrong-password').length, 5)
})

test('a new password ends every sign-in, and the old one opens nothing', async () => {
  await using house = await House.open()
  const cookie = await house.claim()
  const heard: (readonly string[])[] = []
  house.access.crowd.onChange(({ sessions }) => heard.push(sessions.map(({ id }) => id)))
  await assert.rejects(house.access.setPassword('short'), /12/)
  await house.access.setPassword('another long password')
  assert.equal((await house.access.who(facts({ cookie }))).kind, 'anonymous')
  assert.deepEqual(heard, [[]])
  assert.deepEqual([await answer(house, rightPassword), await answer(house, 'another long password')], ['wrong-password', 'in'])
})

test('no password can be set before there is an owner', async () => {
  await using house = await House.open()
  await assert.rejects(house.access.setPassword('another long password'), /waiting for its owner/)
})

test('whoever has an account of their own does not clear by it what they try at another', async () => {
  await using house = await House.open()
  const ada = await house.access.who(facts({ cookie: await house.claim() }))
  const { code } = await house.access.invitations.invite(ada, {})
  await house.access.join({ code, name: 'Ben', password: 'another good password' }, facts())
  for (let time = 0; time < 5; time++) {
    assert.equal(await answer(house, 'guess'), 'wrong-password')
    await house.access.signIn('ben', 'another good password', facts())
  }
  assert.equal(await answer(house, 'guess'), 'wait 5')
  await house.access.signIn('ben', 'another good password', facts())
})

test('one place at many names is braked too', async () => {
  await using house = await House.open()
  await house.claim()
  const tries = async (from: number, to: number): Promise<void> => {
    for (let number = from; number < to; number++) await assert.rejects(house.access.signIn(`name ${number}`, 'guess', facts()), (error) => error instanceof Problem && error.code === 'wrong-password')
  }
  await tries(0, 21)
  await assert.rejects(house.access.signIn('name 21', 'guess', facts()), (error) => error instanceof Problem && error.code === 'too-many')
})
