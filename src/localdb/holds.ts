import type { Kysely } from 'kysely'
import type { InstanceName, JobId } from '../model/names.ts'
import type { HoldWant, Tables } from './tables.ts'

export interface Hold {
  readonly name: InstanceName
  readonly job: JobId
  readonly want: HoldWant
}

/** What jobs ask runners to keep true. A hold falls with its job. */
export class Holds {
  readonly #db: Kysely<Tables>

  constructor(db: Kysely<Tables>) {
    this.#db = db
  }

  /** Saying it twice is saying it once. */
  async put(name: InstanceName, job: JobId, want: HoldWant): Promise<void> {
    const insert = this.#db.insertInto('holds').values({ name, job, want })
    await insert.onConflict((c) => c.columns(['name', 'job']).doUpdateSet({ want })).execute()
  }

  async drop(job: JobId): Promise<void> {
    await this.#db.deleteFrom('holds').where('job', '=', job).execute()
  }

  async all(): Promise<Hold[]> {
    return await this.#db.selectFrom('holds').selectAll().orderBy('name').execute()
  }
}
