import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { ImagePolicy } from '../../model/image.ts'
import { newerTags, opensIn, takesNow, versionOf } from './policy.ts'

const all =
  '1.2.3 1.2.4 1.2.10 1.3.0 1.4.0-rc1 2.0.0 2.1.0-beta.2 1.2 1.3 2.0 1 2 3 v1.2.4 v2.0.0 1.2.4-alpine 1.3.0-alpine 1.3.0-alpine3.20 2.0.0-alpine latest bookworm 7f3a2b1 1234567 20240101 20250202'.split(
    ' ',
  )

describe('what is newer than a tag', () => {
  const table: readonly (readonly [string, ImagePolicy['take'], string])[] = [
    ['1.2.3', 'patch', '1.2.10 1.2.4'],
    ['1.2.3', 'minor', '1.3.0 1.2.10 1.2.4'],
    ['1.2.3', 'any', '2.0.0 1.3.0 1.2.10 1.2.4'],
    ['1.2.3', 'ask', '1.3.0 1.2.10 1.2.4'],
    ['1.2.3', 'never', '1.3.0 1.2.10 1.2.4'],
    ['1.2', 'patch', ''],
    ['1.2', 'minor', '1.3'],
    ['1.2', 'any', '2.0 1.3'],
    ['1', 'minor', ''],
    ['1', 'any', '3 2'],
    ['v1.2', 'any', ''],
    ['v1.2.0', 'minor', 'v1.2.4'],
    ['v1.2.0', 'any', 'v2.0.0 v1.2.4'],
    ['1.2.3-alpine', 'minor', '1.3.0-alpine 1.2.4-alpine'],
    ['1.2.3-alpine', 'any', '2.0.0-alpine 1.3.0-alpine 1.2.4-alpine'],
    ['1.4.0-rc0', 'minor', '1.4.0-rc1'],
    ['2.0.0-rc1', 'any', '2.1.0-beta.2 2.0.0'],
    ['2.0.0', 'any', ''],
    ['20240101', 'any', '20250202'],
    ['latest', 'any', ''],
    ['1234566', 'any', ''],
    ['7f3a2b0', 'any', ''],
  ]
  for (const [tag, take, expected] of table) {
    it(`${tag} by the policy ${take}: ${expected || 'nothing'}`, () => assert.deepEqual(newerTags(tag, all, take), expected === '' ? [] : expected.split(' ')))
  }

  it('a tag is never newer than itself, and no two are newer than each other', () => {
    const number = fc.integer({ min: 0, max: 12 })
    const tag = fc
      .tuple(fc.constantFrom('', 'v'), fc.array(number, { minLength: 1, maxLength: 3 }), fc.constantFrom('', '-rc1', '-beta.2', '-alpine', 'rc2-slim'))
      .map(([prefix, numbers, suffix]) => prefix + numbers.join('.') + suffix)
    const take = fc.constantFrom<ImagePolicy['take']>('never', 'ask', 'patch', 'minor', 'any')
    fc.assert(
      fc.property(tag, tag, take, (one, other, policy) => {
        assert.ok(versionOf(one))
        assert.deepEqual(newerTags(one, [one], policy), [])
        assert.ok(newerTags(one, [other], policy).length + newerTags(other, [one], policy).length <= 1)
        assert.ok(newerTags(one, [other], 'any').length >= newerTags(one, [other], policy).length)
      }),
    )
  })

  it('any text at all is a version or none', () => {
    fc.assert(fc.property(fc.string(), (text) => void versionOf(text)))
  })
})

describe('when what is newer is taken', () => {
  const at = (hour: number, minute = 30): Date => new Date(2026, 10, 21, hour, minute)
  const policy = (changes: object): ImagePolicy => ImagePolicy.parse(changes)

  it('never by those that look or ask; by the others within their hours', () => {
    for (const take of ['never', 'ask'] as const) assert.equal(takesNow(policy({ take }), at(3)), false)
    for (const take of ['patch', 'minor', 'any'] as const) assert.equal(takesNow(policy({ take }), at(3)), true)
    assert.deepEqual(
      [2, 3, 4, 5].map((hour) => takesNow(policy({ take: 'any', from: 3, to: 5 }), at(hour))),
      [false, true, true, false],
    )
    assert.deepEqual(
      [21, 22, 23, 0, 5, 6].map((hour) => takesNow(policy({ take: 'any', from: 22, to: 6 }), at(hour))),
      [false, true, true, true, true, false],
    )
  })

  it('how long it is until then', () => {
    const minutes = (from: number, to: number, date: Date): number => opensIn({ from, to }, date) / 60_000
    assert.deepEqual([minutes(3, 5, at(2)), minutes(3, 5, at(3)), minutes(3, 5, at(5)), minutes(22, 6, at(7)), minutes(0, 0, at(7))], [30, 0, 21 * 60 + 30, 14 * 60 + 30, 0])
  })

  it('an hour that the clock leaves out in spring is the one after it, and the next day it is itself again', () => {
    const zone = process.env['TZ']
    try {
      process.env['TZ'] = 'Europe/Zurich'
      const hours = (from: number, to: number, ...at: readonly [number, number]): number => opensIn({ from, to }, new Date(2026, 2, ...at)) / 3_600_000
      assert.deepEqual([hours(2, 5, 29, 1), hours(2, 3, 29, 3), hours(2, 3, 29, 12), hours(22, 2, 28, 12), hours(22, 4, 29, 3)], [1, 23, 14, 10, 0])
      const autumn = (day: number, hour: number): number => opensIn({ from: 2, to: 3 }, new Date(2026, 9, day, hour)) / 3_600_000
      assert.deepEqual([autumn(24, 3), autumn(25, 1), autumn(25, 2), autumn(25, 3)], [23, 1, 0, 23])
    } finally {
      if (zone === undefined) delete process.env['TZ']
      else process.env['TZ'] = zone
    }
  })
})
