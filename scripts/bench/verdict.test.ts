import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { verdictOf } from './verdict.ts'

describe('the verdict of a bench', () => {
  const line = (ok: boolean): string => JSON.stringify({ bench: 'wake', figures: { p50: 11 }, goals: { p50: 30 }, ok })
  it('is what its last line says', () => {
    assert.equal(verdictOf('wake', line(true)).ok, true)
    assert.equal(verdictOf('wake', line(false)).ok, false)
  })

  for (const broken of ['', 'done', '{"bench":"wake"}', '[]']) {
    it(`is bad when the last line is ${broken || 'empty'}`, () => assert.equal(verdictOf('wake', broken).ok, false))
  }
})
