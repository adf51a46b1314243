import type { JobRow } from '../localdb/jobrows.ts'
import type { LocalDb } from '../localdb/localdb.ts'
import { Problem } from '../model/problem.ts'
import type { Retry } from './handler.ts'
import type { Outcome } from './outcome.ts'
import { causeOf, judge } from './outcome.ts'
import { isFinished } from './view.ts'

/** Lines of its log that stay with the cause of a failure. */
const lastLines = 20

export interface Settled {
  readonly row: JobRow
  /** Milliseconds until the next try, or null. */
  readonly pause: number | null
}

/** Writes an attempt's outcome down, with its holds falling. Nothing when another attempt has taken over: its word is not heard. */
export async function settle(db: LocalDb, { id, fence }: JobRow, outcome: Outcome, retry: Retry | undefined, at: string): Promise<Settled | undefined> {
  return await db.tx(async (t) => {
    const now = await t.jobs.get(id)
    if (!now) return undefined
    const { state, failures, problem: judged, pause } = judge(outcome, now, retry)
    const problem = state === 'cancelled' && (await t.jobs.liveByKey(now.key)) ? new Problem('superseded') : judged
    const cause = problem && causeOf(problem, at, await t.jobLog.tail(id, lastLines))
    const result = 'result' in outcome ? { result: outcome.result, step: null } : {}
    const kept = state === 'queued' ? {} : { cause }
    const row = await t.jobs.move(id, { in: ['running'], fence }, { state, failures, cancelling: false, ...kept, ...result, at })
    if (!row) return undefined
    await t.holds.drop(id)
    if (isFinished(state)) await t.jobs.prune()
    return { row, pause }
  })
}
