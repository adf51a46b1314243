import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { InstanceName } from '../model/names.ts'
import { Demands } from './demands.ts'

const notes = InstanceName.parse('notes')

describe('how much an instance is wanted', () => {
  it('ages from the last byte, and not at all while it is in use', () => {
    const { demands, pass } = sample()
    demands.tell(notes, 0, 5000)
    pass(1000)
    assert.deepEqual(demands.of(notes), { active: 0, idle: 6000 })
    demands.tell(notes, 2, 0)
    pass(1e6)
    assert.deepEqual(demands.of(notes), { active: 2, idle: 0 })
  })

  it('nobody ever came: idle for ever', () => assert.equal(sample().demands.of(notes).idle, Infinity))

  it('kept ages stand in after a restart, and what nobody knows counts from now', () => {
    const { demands, pass } = sample(new Map([[notes, 40]]))
    demands.assume(notes)
    pass(2000)
    assert.equal(demands.of(notes).idle, 42_000)
    const other = InstanceName.parse('other')
    demands.assume(other)
    assert.equal(demands.of(other).idle, 0)
  })

  it('visits before a person sent it to sleep do not count, however late they are told of', () => {
    const { demands, pass } = sample()
    demands.tell(notes, 0, 0)
    pass(1)
    demands.forget(notes)
    pass(500)
    demands.tell(notes, 0, 600)
    assert.equal(demands.of(notes).idle, Infinity)
    demands.tell(notes, 0, 100)
    assert.equal(demands.of(notes).idle, 100)
  })

  it('keeps whole seconds, of those it knows', () => {
    const { demands } = sample()
    demands.tell(notes, 0, 1499)
    assert.deepEqual(demands.ages(), [[notes, 1]])
  })
})

function sample(kept: ReadonlyMap<InstanceName, number> = new Map()): { demands: Demands; pass: (milliseconds: number) => void } {
  let now = 1e6
  const demands = new Demands({ steady: () => now, date: () => new Date(now) }, kept)
  return { demands, pass: (milliseconds) => (now += milliseconds) }
}
