import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { Problem } from '../model/problem.ts'
import { folded, nearest } from '../kit/nearest.ts'
import { whichOf } from './whom.ts'

const among = [
  { id: 'x1', name: 'Zoë' },
  { id: 'x2', name: 'Ben Hur' },
  { id: 'x3', name: 'Benno' },
]

describe('whom a name means', () => {
  for (const [given, id] of [
    ['zoë', 'x1'],
    ['ZOE\u0308', 'x1'],
    [' ben   hur ', 'x2'],
    ['x3', 'x3'],
  ] as const) {
    it(JSON.stringify(given), () => assert.equal(whichOf('person', given, among).id, id))
  }

  it('an id is exact: in another case it is none', () => {
    assert.throws(() => whichOf('person', 'X3', among), { code: 'unknown-name' })
  })

  it('nobody is ever taken who is called otherwise', () => {
    fc.assert(
      fc.property(fc.string(), (given) => {
        const is = among.some(({ id, name }) => id === given || folded(name) === folded(given))
        if (is) whichOf('person', given, among)
        else assert.throws(() => whichOf('person', given, among), Problem)
      }),
    )
  })
})

describe('the nearest names', () => {
  const cases: readonly (readonly [given: string, names: readonly string[]])[] = [
    ['Be', ['Ben Hur', 'Benno']],
    ['zoe', ['Zoë']],
    ['Bennno', ['Benno']],
    ['hurben', []],
    ['', []],
    ['somebody else', []],
  ]
  for (const [given, names] of cases) {
    it(`of ${given}: ${names.join(', ')}`, () =>
      assert.deepEqual(
        nearest(
          given,
          among.map(({ name }) => name),
        ),
        names,
      ))
  }

  it('three at most', () => assert.equal(nearest('a', ['aa', 'ab', 'ac', 'ad']).length, 3))
})
