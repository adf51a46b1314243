import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { samplePlan, sampleSpec } from './samples.ts'
import { JobId, ShelfId } from '../model/names.ts'
import { wish } from './want.ts'
import type { Demand, Held, Machine } from './want.ts'
import type { Spec } from '../model/instance.ts'

const defaults = { idle_for_pause: 60, idle_for_stop: 600 }
const calm: Machine = { lowDisk: null, demoted: null, memory: 4e9 }
const unused: Demand = { active: 0, idle: Infinity }
const idle = (seconds: number): Demand => ({ active: 0, idle: seconds * 1000 })
const inUse: Demand = { active: 1, idle: 0 }
const update = { job: JobId.parse('job1'), version: '2' }
const removal = { shelf: ShelfId.parse('notes-1') }
const life = (lifecycle: Partial<Spec['lifecycle']>): Partial<Spec> => ({ lifecycle: { always_on: false, skip_pause: false, ...lifecycle } })

interface Row {
  readonly says: string
  readonly spec?: Partial<Spec>
  readonly demand?: Demand
  readonly held?: Held
  readonly machine?: Partial<Machine>
  readonly want: string
  /** Seconds. */
  readonly until?: number
}

const table: readonly Row[] = [
  { says: 'removed: gone, even while in use', spec: { removal }, demand: inUse, want: 'gone' },
  { says: 'removed: gone, even while held', spec: { removal }, held: 'running', want: 'gone' },
  { says: 'nothing fetched yet: stopped, even while in use', spec: { plan: null }, demand: inUse, want: 'stopped' },
  { says: 'held: stopped, even while in use', held: 'stopped', demand: inUse, want: 'stopped' },
  { says: 'held: stopped, even when always on', held: 'stopped', spec: { mode: 'always' }, want: 'stopped' },
  { says: 'held running: running without any visitor', held: 'running', want: 'running' },
  { says: 'held running: even when off, so that an update can be proven', held: 'running', spec: { mode: 'off' }, want: 'running' },
  { says: 'held running: not on a full disk', held: 'running', machine: { lowDisk: 3 }, want: 'stopped' },
  { says: 'an update has begun and nobody holds it: stopped, so that nothing is written beside the copy of its data', spec: { update }, demand: inUse, want: 'stopped' },
  { says: 'an update has begun and its job wants to see it run', spec: { update }, held: 'running', want: 'running' },
  { says: 'too large for this machine: stopped, even while in use', spec: { size: 'm' }, machine: { memory: 2e9 }, demand: inUse, want: 'stopped' },
  { says: 'a machine shows a little less than it was sold with', spec: { size: 'm' }, machine: { memory: 3.8e9 }, demand: inUse, want: 'running' },
  { says: "on the machine's own network: running without any visitor", spec: { plan: { ...samplePlan(['web']), hostNetwork: true } }, want: 'running' },
  { says: "on the machine's own network and off: stopped", spec: { mode: 'off', plan: { ...samplePlan(['web']), hostNetwork: true } }, want: 'stopped' },
  { says: 'off: stopped, even while in use', spec: { mode: 'off' }, demand: inUse, want: 'stopped' },
  { says: 'off beats an app that is always on by its own word', spec: { mode: 'off', ...life({ always_on: true }) }, want: 'stopped' },
  { says: 'low disk: stopped, even while in use', machine: { lowDisk: 12 }, demand: inUse, want: 'stopped' },
  { says: 'low disk: stopped, even when always on', machine: { lowDisk: 12 }, spec: { mode: 'always' }, want: 'stopped' },
  { says: 'always: running without any visitor', spec: { mode: 'always' }, want: 'running' },
  { says: 'always: running under memory pressure', spec: { mode: 'always' }, machine: { demoted: 'stopped' }, want: 'running' },
  { says: 'always on by its lifecycle', spec: life({ always_on: true }), want: 'running' },
  { says: 'in use: running', demand: inUse, want: 'running' },
  { says: 'in use: running under memory pressure', demand: inUse, machine: { demoted: 'paused' }, want: 'running' },
  { says: 'pressure pauses an idle one early', demand: idle(10), machine: { demoted: 'paused' }, want: 'paused' },
  { says: 'pressure stops a paused one early', demand: idle(70), machine: { demoted: 'stopped' }, want: 'stopped' },
  { says: 'never visited: stopped', demand: unused, want: 'stopped' },
  { says: 'idle a little: still running, until the pause is due', demand: idle(10), want: 'running', until: 50 },
  { says: 'idle for the pause: paused, until the stop is due', demand: idle(60), want: 'paused', until: 540 },
  { says: 'idle for the stop: stopped', demand: idle(600), want: 'stopped' },
  { says: 'an app may ask to skip the pause', spec: life({ skip_pause: true }), demand: idle(100), want: 'running', until: 500 },
  { says: 'an app may ask for its own pause', spec: life({ idle_for_pause: 5 }), demand: idle(6), want: 'paused' },
  { says: 'a pause asked for beyond the default stop moves the stop', spec: life({ idle_for_pause: 1000 }), demand: idle(700), want: 'running', until: 300 },
  { says: 'an own stop before the default pause goes first', spec: life({ idle_for_stop: 30 }), demand: idle(31), want: 'stopped' },
  { says: 'an own stop before the default pause is what time waits for', spec: life({ idle_for_stop: 30 }), demand: idle(10), want: 'running', until: 20 },
]

describe('what an instance should be', () => {
  for (const row of table) {
    it(row.says, () => {
      const got = wish(sampleSpec(row.spec), row.demand ?? unused, row.held ?? null, { ...calm, ...row.machine }, defaults)
      assert.equal(got.want, row.want)
      if (row.until !== undefined) assert.equal(got.until, row.until * 1000)
    })
  }
})
