import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { say } from '../messages.ts'
import { faultInName, nextName } from './name.ts'
import { sleepWords } from './sleep.ts'

describe('a name for a new instance', () => {
  it('may be left empty', () => assert.equal(faultInName('', ['notes']), ''))
  it('must be a label', () => {
    for (const name of ['No', '-a', 'a-', 'a b', 'ä', 'a'.repeat(41)]) assert.equal(faultInName(name, []), say.offer.ownWrong, name)
    assert.equal(faultInName('class-7b', []), '')
  })
  it('must be free', () => assert.equal(faultInName('notes', ['notes']), say.offer.ownTaken('notes')))
  it('is the next free one by itself', () => {
    assert.equal(nextName('notes', []), 'notes')
    assert.equal(nextName('notes', ['notes', 'notes-2']), 'notes-3')
  })
})

describe('how an app sleeps, in words', () => {
  it('never', () => assert.deepEqual(sleepWords({ always_on: true, skip_pause: false }), ['It never falls asleep by itself.']))
  it('after its own times', () => {
    assert.deepEqual(sleepWords({ always_on: false, skip_pause: false, idle_for_pause: 60, idle_for_stop: 900 }), [
      'Dozes after 1 minute without a visit.',
      'Sleeps deeply after 15 minutes without a visit.',
    ])
  })
  it('without dozing, after the usual time', () => {
    assert.deepEqual(sleepWords({ always_on: false, skip_pause: true }), ['Sleeps deeply after the usual time without a visit.'])
  })
})
