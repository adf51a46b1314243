import type { Kysely } from 'kysely'
import type { JobId } from '../model/names.ts'
import { fromJson, toJson } from './json.ts'
import type { Tables } from './tables.ts'

export interface DoneStep {
  readonly result: unknown
  /** When it was done, and how long that took. */
  readonly at: string
  readonly milliseconds: number
}

/** Results of steps that are done; a resumed job reads them instead of doing the work again. */
export class JobSteps {
  readonly #db: Kysely<Tables>

  constructor(db: Kysely<Tables>) {
    this.#db = db
  }

  async get(job: JobId, name: string): Promise<{ readonly result: unknown } | undefined> {
    const row = await this.#db.selectFrom('job_steps').select('result').where('job', '=', job).where('name', '=', name).executeTakeFirst()
    return row && { result: row.result === null ? undefined : fromJson(row.result) }
  }

  /** In the order in which they were done. */
  async all(job: JobId): Promise<{ readonly name: string; readonly at: string; readonly milliseconds: number }[]> {
    return await this.#db.selectFrom('job_steps').select(['name', 'at', 'milliseconds']).where('job', '=', job).orderBy('seq').orderBy('at').execute()
  }

  async put(job: JobId, name: string, { result, at, milliseconds }: DoneStep): Promise<void> {
    const row = { job, name, result: result === undefined ? null : toJson(result), at, milliseconds: Math.round(milliseconds) }
    // Two may be done within a millisecond: dates alone do not say which was first.
    const seq = this.#db
      .selectFrom('job_steps')
      .where('job', '=', job)
      .select((e) => e(e.fn.coalesce(e.fn.max('seq'), e.lit(0)), '+', e.lit(1)).as('seq'))
    await this.#db
      .insertInto('job_steps')
      .values({ ...row, seq })
      .execute()
  }
}
