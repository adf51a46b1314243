import type { HistoryLine } from '../../model/instance.ts'
import type { State } from '../../model/lifecycle.ts'

export type Phase = 'awake' | 'dozing' | 'asleep' | 'trouble'

/** A stretch of one phase; `from` and `to` are shares of the day, 0 to 1. */
export interface Stretch {
  readonly phase: Phase
  readonly from: number
  readonly to: number
}

const dayLength = 24 * 60 * 60 * 1000

const phases: Record<State, Phase> = {
  queued: 'asleep',
  fetching: 'asleep',
  stopped: 'asleep',
  starting: 'awake',
  running: 'awake',
  paused: 'dozing',
  stopping: 'asleep',
  away: 'asleep',
  failed: 'trouble',
  gone: 'asleep',
}

/** The 24 hours before `now` (epoch milliseconds) as stretches without gaps from its first line on. Lines may come in any order. */
export function dayOf(lines: readonly HistoryLine[], now: number): readonly Stretch[] {
  const ordered = lines.toSorted((a, b) => a.at.localeCompare(b.at))
  const begin = now - dayLength
  const share = (time: number): number => Math.min(1, Math.max(0, (time - begin) / dayLength))
  const stretches: Stretch[] = []
  ordered.forEach(({ at, state }, index) => {
    const next = ordered[index + 1]
    const stretch = { phase: phases[state], from: share(Date.parse(at)), to: share(next ? Date.parse(next.at) : now) }
    const last = stretches.at(-1)
    if (stretch.to <= stretch.from) return
    if (last?.phase === stretch.phase) stretches[stretches.length - 1] = { ...last, to: stretch.to }
    else stretches.push(stretch)
  })
  return stretches
}

/** Seconds awake, and how often it was woken. */
export function wakesIn(stretches: readonly Stretch[]): { readonly seconds: number; readonly wakes: number } {
  const awake = stretches.filter(({ phase }) => phase === 'awake')
  return { seconds: awake.reduce((sum, { from, to }) => sum + ((to - from) * dayLength) / 1000, 0), wakes: awake.filter(({ from }) => from > 0).length }
}
