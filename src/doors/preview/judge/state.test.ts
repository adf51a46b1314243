import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { State } from '../../../model/lifecycle.ts'
import type { Preview, PreviewState } from '../../../model/preview.ts'
import { at, built, commitOf, headOf, rowOf, rulesOf } from './preview.testbed.ts'
import { lifeOf } from './state.ts'
import type { Seen } from './state.ts'

const cause = { code: 'build-step', message: 'no', fix: 'do', at: at(1) }
const failure = { commit: commitOf('a'), cause, step: 'npm ci', job: null }
const live = { commits: [built('a')], live: commitOf('a') }
const newer = { commits: [built('b')], live: commitOf('b') }
const outsider = { trusted: false, head: headOf('a', { fork: true }) }
const serving = (state: State, off = false): Seen['serving'] => ({ state, off })
const job = (state: 'queued' | 'running' | 'waiting' | 'done' | 'failed' | 'cancelled'): Seen['job'] => ({ state })
const seen = (row: Partial<Preview>, more: Partial<Seen> = {}): Seen => ({ preview: rowOf(row), rules: rulesOf(), job: undefined, serving: undefined, idle: null, now: new Date(at(1)), ...more })

const table: readonly (readonly [string, Seen, PreviewState, number | null])[] = [
  ['nothing was done yet', seen({}), 'queued', null],
  ['nobody was asked about its author', seen({ trusted: null }), 'queued', null],
  ['its build waits', seen({ building: commitOf('a') }, { job: job('queued') }), 'queued', null],
  ['it is built', seen({ building: commitOf('a') }, { job: job('running') }), 'building', null],
  ['its build waits for another try', seen({ building: commitOf('a') }, { job: job('waiting') }), 'building', null],
  ['its build was cut off', seen({ building: commitOf('a') }, { job: job('cancelled') }), 'queued', null],
  ['its build failed a moment ago', seen({ building: commitOf('a') }, { job: job('failed') }), 'failed', null],
  ['an older commit is built', seen({ building: commitOf('b') }, { job: job('running') }), 'queued', null],
  ['its build failed', seen({ failure }), 'failed', null],
  ['its build failed while an older commit runs', seen({ ...newer, failure }, { serving: serving('running'), idle: 8 }), 'failed', 168],
  ['an older commit failed', seen({ failure: { ...failure, commit: commitOf('b') } }), 'queued', null],
  ['it is built again after it ran', seen({ ...live, building: commitOf('a') }, { job: job('running'), serving: serving('running') }), 'building', null],
  ['its release is switched to', seen({ commits: [built('a')] }, { serving: serving('fetching') }), 'starting', null],
  ['there is no instance yet', seen({ commits: [built('a')] }), 'starting', null],
  ['another release serves still', seen({ commits: [built('a', 2), built('b')], live: commitOf('b') }, { serving: serving('running') }), 'starting', null],
  ['it runs', seen(live, { serving: serving('running') }), 'running', 168],
  ['it is woken', seen(live, { serving: serving('starting') }), 'starting', null],
  ['it is paused', seen(live, { serving: serving('paused') }), 'asleep', 168],
  ['it is stopped by itself', seen(live, { serving: serving('stopped') }), 'asleep', 168],
  ['it fell over', seen(live, { serving: serving('failed') }), 'failed', 168],
  ['somebody switched it off', seen(live, { serving: serving('stopped', true) }), 'stopped', 168],
  ['somebody stopped it', seen({ ...live, stopped: commitOf('a') }, { serving: serving('stopped') }), 'stopped', 168],
  ['a rule keeps it out', seen({ draft: true }), 'held', null],
  ['a rule keeps a newer commit out', seen({ ...newer, draft: true }, { serving: serving('running') }), 'running', 168],
  ['it waits for somebody', seen(outsider), 'approval', null],
  ['a newer commit waits for somebody', seen({ ...outsider, ...newer }, { serving: serving('stopped') }), 'approval', 168],
  ['it was approved', seen({ ...outsider, approved: { commit: commitOf('a'), by: 'ann', at: at(1) } }), 'queued', null],
  ['it is to go', seen({ ...live, ending: 'expired' }, { serving: serving('running') }), 'ending', null],
  ['it is closed', seen({ ...live, open: false }), 'ending', null],
]

describe('the state of a preview', () => {
  for (const [says, what, state, hoursLeft] of table) it(`${says}: ${state}`, () => assert.deepEqual(lifeOf(what), { state, hoursLeft }))
})

describe('how long it stays', () => {
  const running = { serving: serving('running') }
  const later = (hours: number): Date => new Date(Date.parse(at(1)) + hours * 3_600_000)
  const lines: readonly (readonly [string, Seen, number])[] = [
    ['a visit counts', seen(live, { ...running, idle: 2, now: later(100) }), 166],
    ['a push counts', seen(live, { ...running, idle: 100, now: later(3) }), 165],
    ['hours that it was given count', seen({ ...live, extended: 10 }, { ...running, idle: 0 }), 178],
    ['never below nothing', seen(live, { ...running, idle: 900, now: later(900) }), 0],
    ['a clock that was put forward ends nothing that is visited', seen(live, { ...running, idle: 1, now: later(99_999) }), 167],
    ['a clock that was put back ends nothing', seen(live, { ...running, idle: 500, now: later(-99_999) }), 168],
    ['where no visit is known, the push does', seen(live, { ...running, idle: null, now: later(8) }), 160],
  ]
  for (const [says, what, left] of lines) it(says, () => assert.equal(lifeOf(what).hoursLeft, left))
})
