import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Preview } from '../../../model/preview.ts'
import { at, commitOf, headOf, pullOf, pushOf, rowOf, rulesOf } from './preview.testbed.ts'
import { approve, labelApproves, mayRun } from './trust.ts'

const outsider = rowOf({ trusted: false, head: headOf('a', { fork: true }) })
const set = { name: 'preview', set: true }
const fork = headOf('a', { fork: true })

describe('who may run code here', () => {
  const table: readonly (readonly [string, Partial<Preview>, boolean])[] = [
    ['whoever may push', { trusted: true }, true],
    ['nobody who was not asked about', { trusted: null }, false],
    ['no outsider', { trusted: false }, false],
    ['an outsider whose commit was approved', { trusted: false, approved: { commit: commitOf('a'), by: 'ann', at: at(1) } }, true],
    ['no outsider whose last commit was', { trusted: false, approved: { commit: commitOf('b'), by: 'ann', at: at(1) } }, false],
  ]
  for (const [says, row, may] of table) it(says, () => assert.equal(mayRun(rowOf(row)), may))
})

describe('the label preview', () => {
  it('approves the commit that its webhook names', () => assert.equal(labelApproves(pullOf({ head: fork }, set), outsider, rulesOf()), commitOf('a')))

  const not: readonly (readonly [string, Parameters<typeof labelApproves>])[] = [
    ['when it is taken away', [pullOf({ head: fork }, { ...set, set: false }), outsider, rulesOf()]],
    ['when it is another', [pullOf({ head: fork }, { ...set, name: 'no-preview' }), outsider, rulesOf()]],
    ['when it was there before', [pullOf({ head: fork, labels: ['preview'] }), outsider, rulesOf()]],
    ['when there is a newer commit by now', [pullOf({ head: { ...fork, commit: commitOf('b') } }, set), outsider, rulesOf()]],
    ['where outsiders never run', [pullOf({ head: fork }, set), outsider, rulesOf({ outsiders: 'never' })]],
    ['of what is closed', [pullOf({ head: fork, open: false }, set), outsider, rulesOf()]],
    ['of what runs anyway', [pullOf({}, set), rowOf(), rulesOf()]],
    ['of a branch', [pushOf(), outsider, rulesOf()]],
  ]
  for (const [says, what] of not) it(`approves nothing ${says}`, () => assert.equal(labelApproves(...what), null))
})

describe('an approval', () => {
  it('is of the whole commit, by seven of its digits too, and starts what was stopped', () => {
    const approved = { commit: commitOf('a'), by: 'ann', at: at(3) }
    assert.deepEqual(approve({ ...outsider, stopped: commitOf('a') }, 'aaaaaaa', 'ann', at(3)), { approved, stopped: null })
  })

  it('of another commit, or of too few digits, is refused', () => {
    assert.throws(() => approve(outsider, commitOf('b'), 'ann', at(3)), { code: 'stale-approval' })
    assert.throws(() => approve(outsider, 'aaaaaa', 'ann', at(3)), { code: 'stale-approval' })
  })

  it('brings back what was taken away, and not what is closed', () => {
    assert.equal(approve({ ...outsider, ending: 'removed' }, commitOf('a'), 'ann', at(3)).ending, null)
    assert.equal('ending' in approve({ ...outsider, open: false, ending: 'closed' }, commitOf('a'), 'ann', at(3)), false)
  })
})
