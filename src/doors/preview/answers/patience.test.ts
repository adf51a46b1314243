import assert from 'node:assert/strict'
import { it } from 'node:test'
import { Patience } from './patience.ts'

it('what fails is tried again after twice the pause each time, up to the longest, and not before it was asked to', () => {
  let now = 1000
  const patience = new Patience({ first: 1000, cap: 8000 }, { steady: () => now, date: () => new Date(0) })
  const waits: number[] = []
  for (let time = 0; time < 5; time += 1) {
    patience.failed('x')
    waits.push(patience.wait('x'))
  }
  const usual = [1000, 2000, 4000, 8000, 8000]
  for (const [time, wait] of waits.entries()) assert.ok(wait >= (usual[time] ?? 0) && wait <= (usual[time] ?? 0) * 1.1)
  patience.failed('y', 60_000)
  assert.equal(patience.wait('y'), 60_000)
  now += 60_000
  assert.deepEqual([patience.wait('x'), patience.wait('y'), patience.wait('z')], [0, 0, 0])
  patience.failed('x')
  patience.worked('x')
  assert.equal(patience.wait('x'), 0)
})
