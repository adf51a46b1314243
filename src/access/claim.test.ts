import assert from 'node:assert/strict'
import { readFile, rm, stat } from 'node:fs/promises'
import { test } from 'node:test'
import { Problem } from '../model/problem.ts'
import { cookieOf, facts, House, rightPassword } from './house.testbed.ts'

const is =
  (code: string, values: object = {}) =>
  (error: unknown): boolean => {
    assert.ok(error instanceof Problem, String(error))
    assert.equal(error.code, code)
    assert.deepEqual({ ...error.values, ...values }, { ...error.values })
    return true
  }
const claim = (house: House, code: string, password = rightPassword) => house.access.claim({ code, name: 'Ada', password }, facts())

test('the code is printed again until it is used, in a file for its administrator only, and nowhere in the database', async () => {
  await using house = await House.open()
  const code = await house.access.claimCode()
  assert.match(code ?? '', /^[A-Z0-9]{4}(-[A-Z0-9]{4}){3}$/)
  assert.equal((await stat(house.claimFile)).mode & 0o777, 0o600)
  await house.reopen()
  assert.equal(await house.access.claimCode(), code)
  assert.ok(!(await house.db.meta.get('claim'))?.includes(code ?? 'x'))
})

test('the right code makes the owner and signs them in; afterwards there is no way to claim, for ever', async () => {
  await using house = await House.open()
  const code = (await house.access.claimCode()) ?? ''
  const { me, cookie } = await claim(house, ` ${code.toLowerCase().replaceAll('-', ' ')} `)
  assert.deepEqual([me.kind, me.name, me.role, me.via], ['person', 'Ada', 'owner', 'session'])
  const person = await house.access.who(facts({ cookie: cookieOf({ cookie }) }))
  assert.equal(person.kind, 'person')
  for (const restart of [false, true]) {
    if (restart) await house.reopen()
    await assert.rejects(claim(house, code), is('claimed'))
    await assert.rejects(claim(house, 'AAAA-AAAA-AAAA-AAAA'), is('claimed'))
    await assert.rejects(house.access.newClaimCode(), is('claimed'))
    assert.equal(await house.access.claimCode(), null)
    await assert.rejects(stat(house.claimFile), { code: 'ENOENT' })
  }
  assert.equal(new Problem('claimed').status, 404)
  assert.deepEqual(
    (await house.access.auditLines({ limit: 10 })).map(({ who, action, result }) => [who, action, result]),
    [['Ada', 'claim', 'ok']],
  )
})

/** After which the longest pause is over, milliseconds. */
const quarter = 15 * 60_000

test('wrong codes are braked with growing pauses, beside being counted', async () => {
  await using house = await House.open()
  const code = (await house.access.claimCode()) ?? ''
  for (let time = 0; time < 5; time++) await assert.rejects(claim(house, 'wrong'), is('claim-code'))
  await assert.rejects(claim(house, code), is('too-many', { seconds: 5 }))
  house.pass(5000)
  await claim(house, code)
})

test('ten wrong tries spend the code, restarts give none back, and only the administrator makes a new one', async () => {
  await using house = await House.open()
  const code = (await house.access.claimCode()) ?? ''
  for (let left = 9; left > 0; left--) {
    await assert.rejects(claim(house, 'AAAA-AAAA-AAAA-AAAA'), is('claim-code', { left }))
    if (left === 5) await house.reopen()
    house.pass(quarter)
  }
  await assert.rejects(claim(house, ''), is('claim-spent'))
  house.pass(quarter)
  await assert.rejects(claim(house, code), is('claim-spent'))
  await house.reopen()
  house.pass(quarter)
  assert.equal(await house.access.claimCode(), null)
  await assert.rejects(claim(house, code), is('claim-spent'))
  house.pass(quarter)
  const fresh = await house.access.newClaimCode()
  assert.equal(await house.access.claimCode(), fresh)
  await assert.rejects(claim(house, code), is('claim-code', { left: 9 }))
  house.pass(quarter)
  await claim(house, fresh)
})

test('many wrong tries at once count one by one', async () => {
  await using house = await House.open()
  const code = (await house.access.claimCode()) ?? ''
  const tries = await Promise.allSettled(Array.from({ length: 30 }, () => claim(house, 'wrong')))
  const codes = tries.map((result) => (result.status === 'rejected' && result.reason instanceof Problem ? result.reason.code : 'let in'))
  assert.deepEqual([codes.filter((c) => c === 'claim-code').length, codes.filter((c) => c === 'claim-spent').length], [9, 21])
  house.pass(quarter)
  await assert.rejects(claim(house, code), is('claim-spent'))
})

test('of many who claim at once with the right code one becomes the owner', async () => {
  await using house = await House.open()
  const code = (await house.access.claimCode()) ?? ''
  const tries = await Promise.allSettled(Array.from({ length: 8 }, () => claim(house, code)))
  assert.equal(tries.filter((result) => result.status === 'fulfilled').length, 1)
  for (const result of tries) if (result.status === 'rejected') is('claimed')(result.reason)
  assert.equal((await house.access.crowd.now()).sessions.length, 1)
})

test('a short password is refused before the code is looked at', async () => {
  await using house = await House.open()
  const code = (await house.access.claimCode()) ?? ''
  await assert.rejects(claim(house, code, 'elevenchars'), is('weak-password'))
  await assert.rejects(claim(house, 'wrong', 'elevenchars'), is('weak-password'))
  await claim(house, code, 'twelve chars')
})

test('a lost file of the code gives a new code with the tries that were left', async () => {
  await using house = await House.open()
  const code = (await house.access.claimCode()) ?? ''
  await assert.rejects(claim(house, 'wrong'), is('claim-code', { left: 9 }))
  await rm(house.claimFile)
  await house.reopen()
  const fresh = await house.access.claimCode()
  assert.notEqual(fresh, code)
  assert.equal(await readFile(house.claimFile, 'utf8'), `${fresh}\n`)
  await assert.rejects(claim(house, code), is('claim-code', { left: 8 }))
})
