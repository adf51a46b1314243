import type { JobRow } from '../localdb/jobrows.ts'
import type { JobState, JobView } from '../model/job.ts'

/** A row as people see it. `progress` is known in memory only, while an attempt is at work. */
export function viewOf(row: JobRow, progress: number | null = null): JobView {
  const { id, kind, title, instance, state, step, attempts, cause, created, updated } = row
  return { id, kind, title, instance, state, step, progress, attempts, cause, created, updated }
}

export function isFinished(state: JobState): boolean {
  return state === 'done' || state === 'failed' || state === 'cancelled'
}
