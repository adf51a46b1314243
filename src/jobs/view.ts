import type { JobRow } from '../localdb/jobrows.ts'
import type { JobState, JobView } from '../model/job.ts'

/** How far the step at work is: known in memory only, while an attempt is at work. */
export interface Far {
  readonly progress: number | null
  readonly note: string | null
}

export const nowhereYet: Far = { progress: null, note: null }

/** A row as people see it. */
export function viewOf(row: JobRow, far: Far = nowhereYet): JobView {
  const { id, kind, title, instance, state, step, attempts, cause, created, updated } = row
  return { id, kind, title, instance, state, step, ...far, attempts, cause, created, updated }
}

export function isFinished(state: JobState): boolean {
  return state === 'done' || state === 'failed' || state === 'cancelled'
}
