import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Preview, PreviewRules } from '../../../model/preview.ts'
import { heldBecause, matchesAny } from './held.ts'
import { branchRow, headOf, rowOf, rulesOf } from './preview.testbed.ts'

const table: readonly (readonly [Preview, PreviewRules, string | null])[] = [
  [rowOf(), rulesOf(), null],
  [rowOf({ draft: true }), rulesOf(), 'it is a draft'],
  [rowOf(), rulesOf({ which: 'label' }), 'it lacks the label preview'],
  [rowOf({ labels: ['no-preview'] }), rulesOf(), 'it has the label no-preview'],
  [rowOf({ base: 'next' }), rulesOf({ bases: ['main'] }), 'it goes into branch next, which has no previews'],
  [rowOf(), rulesOf({ which: 'none' }), 'its repository has previews that are started by hand only'],
  [rowOf({ trusted: false, head: headOf('a', { fork: true }) }), rulesOf({ outsiders: 'never' }), 'forks do not run here'],
  [rowOf({ trusted: false }), rulesOf({ outsiders: 'never' }), 'code of outsiders does not run here'],
  [rowOf({ trusted: null }), rulesOf({ outsiders: 'never' }), null],
  [branchRow(), rulesOf(), 'the branch main has no preview of its own'],
  [branchRow({ draft: true, labels: ['no-preview'] }), rulesOf({ branches: ['main'], which: 'none' }), null],
  [rowOf({ byHand: true, draft: true, labels: ['no-preview'] }), rulesOf({ which: 'none' }), null],
]

describe('why a preview is held', () => {
  for (const [row, rules, because] of table) it(because ?? `not: ${JSON.stringify(rules.which)}`, () => assert.equal(heldBecause(row, rules), because))
})

describe('a pattern of branches', () => {
  const patterns: readonly (readonly [string, string, boolean])[] = [
    ['main', 'main', true],
    ['main', 'mainline', false],
    ['*', 'any/thing', true],
    ['release/*', 'release/', true],
    ['release/*', 'release', false],
    ['*-lts', '1-lts', true],
    ['a*a', 'a', false],
    ['a*b*c', 'a-b-c', true],
    ['a*b*c', 'a-c-b', false],
    ['a*bb*b', 'abb', false],
    ['(.+)', 'x', false],
  ]
  for (const [pattern, branch, fits] of patterns) it(`${pattern} ${fits ? 'is' : 'is not'} ${branch}`, () => assert.equal(matchesAny([pattern], branch), fits))

  it('of many stars takes no time', () => assert.equal(matchesAny([`${'a*'.repeat(99)}b`], 'a'.repeat(100_000)), false))
})
