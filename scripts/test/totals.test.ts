import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Totals } from './totals.ts'
import type { Ended } from './totals.ts'

function totalsOf(...outcomes: readonly Ended['outcome'][]): Totals {
  const totals = new Totals()
  for (const outcome of outcomes) totals.add({ name: 'a', file: 'a.test.ts', outcome, reason: '' })
  return totals
}

describe('the totals of a test run', () => {
  it('are one plain line', () => {
    assert.equal(totalsOf('passed', 'passed', 'skipped').line(), '2 passed, 0 failed, 1 skipped')
  })

  const cases = [
    { outcomes: ['passed'], strict: true, code: 0 },
    { outcomes: ['passed', 'skipped'], strict: false, code: 0 },
    { outcomes: ['passed', 'skipped'], strict: true, code: 1 },
    { outcomes: ['passed', 'failed'], strict: false, code: 1 },
    { outcomes: [], strict: false, code: 1 },
    { outcomes: ['skipped'], strict: false, code: 1 },
  ] as const
  for (const { outcomes, strict, code } of cases) {
    it(`${outcomes.join(' and ') || 'nothing run'}, ${strict ? 'strictly' : 'at home'}: exit code ${code}`, () => {
      assert.equal(totalsOf(...outcomes).code(strict), code)
    })
  }
})
