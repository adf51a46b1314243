import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { samplePlan, sampleSpec } from '../instances/samples.ts'
import type { Spec } from '../model/instance.ts'
import { JobId, ShelfId } from '../model/names.ts'
import { mayUpdate } from './autoupdate.ts'

const auto = (from: number, to: number): Partial<Spec> => ({ offered: '2', updates: { when: 'auto', from, to } })
const cause = { code: 'unhealthy', message: 'm', fix: 'f', at: '' }

const table: readonly [says: string, spec: Partial<Spec>, hour: number, may: boolean][] = [
  ['within its hours', auto(2, 5), 2, true],
  ['the hour it ends at is outside', auto(2, 5), 5, false],
  ['before its hours', auto(2, 5), 1, false],
  ['hours past midnight, before it', auto(22, 4), 23, true],
  ['hours past midnight, after it', auto(22, 4), 3, true],
  ['hours past midnight, by day', auto(22, 4), 12, false],
  ['equal hours are the whole day', auto(0, 0), 15, true],
  ['nothing is offered', { ...auto(0, 0), offered: null }, 3, false],
  ['it wants to be asked', { offered: '2', updates: { when: 'ask', from: 0, to: 0 } }, 3, false],
  ['never', { offered: '2', updates: { when: 'never', from: 0, to: 0 } }, 3, false],
  ['the offered version was refused', { ...auto(0, 0), refused: { version: '2', cause } }, 3, false],
  ['another version was refused', { ...auto(0, 0), refused: { version: '1.9', cause } }, 3, true],
  ['an update is at work', { ...auto(0, 0), update: { job: JobId.parse('job1'), version: '2' } }, 3, false],
  ['it is being removed', { ...auto(0, 0), removal: { shelf: ShelfId.parse('notes-1') } }, 3, false],
  ['it was never fetched', { ...auto(0, 0), plan: null }, 3, false],
]

describe('may an update begin by itself', () => {
  for (const [says, spec, hour, may] of table) it(`${says}: ${may ? 'yes' : 'no'}`, () => assert.equal(mayUpdate(sampleSpec({ plan: samplePlan(['web']), ...spec }), hour), may))
})
