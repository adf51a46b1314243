import { pauseAfter } from '../kit/backoff.ts'
import type { JobRow } from '../localdb/jobrows.ts'
import type { Cause } from '../model/cause.ts'
import type { JobState } from '../model/job.ts'
import { Problem, asProblem } from '../model/problem.ts'
import { TryLater } from './handler.ts'
import type { Retry } from './handler.ts'

/** Whoever is told to come again in a week asks once an hour: promises of others are not kept for that long. */
const anHour = 60 * 60_000

/** Why an attempt was told to end early. */
export type Ending = 'cancelled' | 'closing' | 'superseded'

/** `retry`: that of the step it failed in, where it has its own. */
export type Outcome = { readonly result: unknown } | { readonly error: unknown; readonly ending: Ending | undefined; readonly retry?: Retry | undefined }

/** What becomes of a job: its next state, and for `waiting` the milliseconds until the next try. */
export interface Verdict {
  readonly state: Extract<JobState, 'queued' | 'waiting' | 'done' | 'failed' | 'cancelled'>
  readonly failures: number
  readonly problem: Problem | null
  readonly pause: number | null
}

/**
 * Who finished in spite of a cancellation has finished. An engine that ends is no failure of the job.
 * A problem that says the request is wrong (4xx) is not cured by trying again.
 */
export function judge(outcome: Outcome, row: Pick<JobRow, 'failures' | 'cancelling'>, ofJob: Retry | undefined, random?: number): Verdict {
  if ('result' in outcome) return { state: 'done', failures: row.failures, problem: null, pause: null }
  if (row.cancelling) return { state: 'cancelled', failures: row.failures, problem: new Problem('cancelled'), pause: null }
  if (outcome.ending) return { state: 'queued', failures: row.failures, problem: null, pause: null }
  const { error, retry = ofJob } = outcome
  const later = error instanceof TryLater ? error : undefined
  const problem = asProblem(later?.cause ?? error)
  const failures = row.failures + 1
  const isWrong = problem.status >= 400 && problem.status < 500 && !later
  if (!retry || failures >= retry.attempts || isWrong) return { state: 'failed', failures, problem, pause: null }
  return { state: 'waiting', failures, problem, pause: Math.max(pauseAfter(failures, retry, random), Math.min(later?.milliseconds ?? 0, anHour)) }
}

export function causeOf({ code, message, fix }: Problem, at: string, log: string[]): Cause {
  return log.length > 0 ? { code, message, fix, at, log } : { code, message, fix, at }
}
