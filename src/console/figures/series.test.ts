import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Figure } from '../../model/figures.ts'
import { differences, hoursOf, seriesOf } from './series.ts'

function mark(minute: number, changes: Partial<Figure> = {}): Figure {
  return { at: new Date(Date.UTC(2026, 0, 1, 10, minute)).toISOString(), cpu: 10, memory: 1000, received: 0, sent: 0, ...changes }
}

describe('the figures of a day', () => {
  it('are lines with gaps where nothing is known', () => {
    const { at, lines } = seriesOf([mark(5), mark(10), mark(60)], ({ cpu }) => cpu)
    assert.equal(at.length, 4)
    assert.deepEqual(lines, [[10, 10, null, 10]])
  })

  it('tell what went over the network between marks, also when counters begin anew', () => {
    assert.deepEqual(differences([mark(5, { sent: 100 }), mark(10, { sent: 250 }), mark(15, { sent: 40 })], 'sent'), [0, 150, 40])
  })

  it('are told by the hour, the latest first', () => {
    const rows = hoursOf([mark(55, { cpu: 10 }), mark(60, { cpu: 30, sent: 500 }), mark(65, { cpu: 50, memory: 3000, sent: 600 })])
    assert.deepEqual(
      rows.map(({ from, cpu, cpuMost, memoryMost, sent }) => [from, cpu, cpuMost, memoryMost, sent]),
      [
        ['2026-01-01T11:00:00.000Z', 50, 50, 3000, 100],
        ['2026-01-01T10:00:00.000Z', 20, 30, 1000, 500],
      ],
    )
  })

  it('of nothing are nothing', () => {
    assert.deepEqual(hoursOf([]), [])
    assert.deepEqual(
      seriesOf([], ({ cpu }) => cpu),
      { at: [], lines: [[]] },
    )
  })
})
