import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { PersonId } from '../model/person.ts'
import { Problem } from '../model/problem.ts'
import { readSessionCookie } from './cookie.ts'
import { facts, House } from './house.testbed.ts'

const runs = { numRuns: 10_000 }
const text = fc.string({ unit: 'binary', maxLength: 80 })

test('of whatever cookies come, the session is the one value of that very name, or none', () => {
  const name = fc.constantFrom('berth-session', '__Host-berth-session', 'berth-device', 'xberth-session', 'Berth-Session', ' berth-session', 'a')
  const value = fc.stringMatching(/^[!#-+\--:<-~]{0,12}$/)
  fc.assert(
    fc.property(fc.array(fc.tuple(name, value), { maxLength: 5 }), (pairs) => {
      const header = pairs.map(([key, one]) => `${key}=${one}`).join('; ')
      const right = pairs.filter(([key]) => key.trim() === 'berth-session').map(([, one]) => one)
      assert.equal(readSessionCookie(header, 'http'), right.length === 1 && right[0] !== '' ? right[0] : undefined)
    }),
    runs,
  )
})

test('no header makes a fault', () => {
  fc.assert(
    fc.property(text, (header) => {
      assert.ok(['string', 'undefined'].includes(typeof readSessionCookie(header, 'https')))
    }),
    runs,
  )
})

test('no text but the token itself makes somebody', async () => {
  await using house = await House.open()
  await house.claim()
  const { secret } = await house.access.tokens.create(PersonId.parse('owner'), { label: 'x' })
  const bent = fc.oneof(
    text,
    fc.nat(secret.length - 1).map((at) => `Bearer ${secret.slice(0, at)}`),
    fc.tuple(fc.nat(secret.length - 1), fc.constantFrom('A', '0', 'z', '-', '_')).map(([at, sign]) => `Bearer ${secret.slice(0, at)}${sign}${secret.slice(at + 1)}`),
    text.map((more) => `Bearer ${secret}${more}`),
    text.map((more) => `${more} ${secret}`),
  )
  await fc.assert(
    fc.asyncProperty(bent, async (authorization) => {
      const right = /^Bearer +(\S+) *$/i.exec(authorization)?.[1] === secret
      const person = await house.access.who(facts({ authorization })).catch((error: unknown) => error)
      if (right) assert.ok(person && typeof person === 'object' && 'kind' in person && person.kind === 'person')
      else assert.ok(person instanceof Problem || (person && typeof person === 'object' && 'kind' in person && person.kind === 'anonymous'))
    }),
    runs,
  )
})
