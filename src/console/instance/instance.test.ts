import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Lifecycle } from '../../model/lifecycle.ts'
import { dayOf, wakesIn } from './day.ts'
import { faultIn, lifecycleOf, sleepOf } from './sleep.ts'
import { fieldOf } from './span.ts'

const now = Date.parse('2026-01-02T00:00:00.000Z')
const line = (hoursAgo: number, state: 'running' | 'starting' | 'paused' | 'stopped' | 'failed') => ({ at: new Date(now - hoursAgo * 3_600_000).toISOString(), state, cause: null })

describe('the last day', () => {
  it('is stretches without gaps, the first cut at its begin, like next to like joined', () => {
    const day = dayOf([line(6, 'paused'), line(30, 'stopped'), line(18, 'starting'), line(17, 'running')], now)
    assert.deepEqual(day, [
      { phase: 'asleep', from: 0, to: 0.25 },
      { phase: 'awake', from: 0.25, to: 0.75 },
      { phase: 'dozing', from: 0.75, to: 1 },
    ])
    assert.deepEqual(wakesIn(day), { seconds: 12 * 3600, wakes: 1 })
  })

  it('does not count as a wake what was awake before', () => {
    assert.deepEqual(wakesIn(dayOf([line(30, 'running'), line(12, 'stopped')], now)), { seconds: 12 * 3600, wakes: 0 })
  })

  it('is nothing where nothing is known', () => {
    assert.deepEqual(dayOf([], now), [])
  })
})

describe('the form of how an app sleeps', () => {
  const cases = [
    { always_on: true, skip_pause: false },
    { always_on: false, skip_pause: true, idle_for_stop: 900 },
    { always_on: false, skip_pause: false, idle_for_pause: 60, idle_for_stop: 900 },
    { always_on: false, skip_pause: false },
  ]
  for (const lifecycle of cases) {
    it(`gives back ${JSON.stringify(lifecycle)}, as the engine takes it`, () => {
      assert.deepEqual(Lifecycle.parse(lifecycleOf(sleepOf(lifecycle))), lifecycle)
    })
  }

  it('leaves out what is excluded', () => {
    assert.deepEqual(lifecycleOf({ never: true, skip: true, pause: 5, stop: 9 }), { always_on: true, skip_pause: false })
    assert.deepEqual(lifecycleOf({ never: false, skip: true, pause: 5, stop: 9 }), { always_on: false, skip_pause: true, idle_for_stop: 9 })
  })

  const faults = [
    { sleep: { never: false, skip: false, pause: 4, stop: 900 }, field: 'pause' },
    { sleep: { never: false, skip: false, pause: 60, stop: 60 }, field: 'stop' },
    { sleep: { never: false, skip: true, pause: 4, stop: 4 }, field: 'stop' },
    { sleep: { never: true, skip: false, pause: 1, stop: 1 }, field: undefined },
    { sleep: { never: false, skip: false, pause: null, stop: 5 }, field: undefined },
  ] as const
  for (const { sleep, field } of faults) {
    it(`finds ${field ?? 'no fault'} in ${JSON.stringify(sleep)}, and so does the engine`, () => {
      assert.equal(faultIn(sleep)?.field, field)
      if (!field) assert.ok(Lifecycle.safeParse(lifecycleOf(sleep)).success)
      else assert.ok(!Lifecycle.safeParse(lifecycleOf(sleep)).success)
    })
  }

  it('shows a span in the largest unit that fits', () => {
    assert.deepEqual([null, 45, 900, 7200, 5400].map(fieldOf), [
      { count: null, unit: 60 },
      { count: 45, unit: 1 },
      { count: 15, unit: 60 },
      { count: 2, unit: 3600 },
      { count: 90, unit: 60 },
    ])
  })
})
