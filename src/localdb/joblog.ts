import type { Kysely } from 'kysely'
import type { JobLogLine } from '../model/job.ts'
import type { JobId } from '../model/names.ts'
import { atomically } from './atomically.ts'
import type { Tables } from './tables.ts'

/** Lines kept of each job; the oldest go first. */
const kept = 1000

export interface NewLogLine {
  readonly at: string
  readonly line: string
  /** The step it was said in. */
  readonly step: string | null
}

/** What a job said. */
export class JobLog {
  readonly #db: Kysely<Tables>

  constructor(db: Kysely<Tables>) {
    this.#db = db
  }

  /** Numbers the lines on from the last one. Does nothing when the job's row is gone. */
  async add(job: JobId, lines: readonly NewLogLine[]): Promise<void> {
    await atomically(this.#db, async (db) => {
      if (!(await db.selectFrom('jobs').select('id').where('id', '=', job).executeTakeFirst())) return
      const last = await db
        .selectFrom('job_log')
        .select((e) => e.fn.max('seq').as('seq'))
        .where('job', '=', job)
        .executeTakeFirst()
      let seq = last?.seq ?? 0
      for (const { at, line, step } of lines.slice(-kept)) await db.insertInto('job_log').values({ job, seq: ++seq, at, line, step }).execute()
      await db
        .deleteFrom('job_log')
        .where('job', '=', job)
        .where('seq', '<=', seq - kept)
        .execute()
    })
  }

  /** Lines with a number above `after`, in order. */
  async after(job: JobId, after: number): Promise<JobLogLine[]> {
    const lines = this.#db.selectFrom('job_log').select(['seq', 'at', 'line', 'step']).where('job', '=', job).where('seq', '>', after)
    return await lines.orderBy('seq').execute()
  }

  /** The text of the last lines, oldest first. */
  async tail(job: JobId, lines: number): Promise<string[]> {
    const rows = await this.#db.selectFrom('job_log').select('line').where('job', '=', job).orderBy('seq', 'desc').limit(lines).execute()
    return rows.map((row) => row.line).reverse()
  }
}
