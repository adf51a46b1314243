import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { Lanes } from './lanes.ts'

test('the least busy lane goes first, of those the one that was served longest ago, of those the first in line', () => {
  const lanes = new Lanes()
  const [a, b, c] = [
    { lane: 'a', turn: 1 },
    { lane: 'b', turn: 2 },
    { lane: 'c', turn: 3 },
  ]
  assert.equal(lanes.pick([b, a]), a)
  lanes.enter('a')
  assert.equal(lanes.pick([a, b, c]), b)
  lanes.leave('a')
  assert.equal(lanes.pick([a, b, c]), b, 'it was served already')
  lanes.enter('b')
  lanes.leave('b')
  assert.equal(lanes.pick([a, b]), a)
  assert.equal(lanes.pick([]), undefined)
})

test('however long the lines are, no lane waits longer than one serving of each other', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { minLength: 2 }), fc.integer({ min: 1, max: 3 }), (names, atOnce) => {
      const lanes = new Lanes()
      const served: string[] = []
      for (let turn = 0; turn < names.length * 4; turn++) {
        const { lane } = lanes.pick(names.map((name, place) => ({ lane: name, turn: turn * 10 + place }))) ?? assert.fail()
        lanes.enter(lane)
        served.push(lane)
        if (turn >= atOnce) lanes.leave(served[turn - atOnce] ?? '')
      }
      for (const name of names) {
        const at = served.flatMap((one, place) => (one === name ? [place] : []))
        for (const [index, place] of at.entries()) assert.ok(place - (at[index - 1] ?? -1) <= names.length + atOnce, `${name} in ${served.join(' ')}`)
      }
    }),
  )
})
