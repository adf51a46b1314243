import type { Kysely } from 'kysely'
import type { Status } from '../model/instance.ts'
import type { InstanceName } from '../model/names.ts'
import { atomically } from './atomically.ts'
import { hasSpec } from './hasspec.ts'
import { fromJson, toJson } from './json.ts'
import type { Tables } from './tables.ts'

/** What is: one row an instance, written by its runner only. */
export class Statuses {
  readonly #db: Kysely<Tables>

  constructor(db: Kysely<Tables>) {
    this.#db = db
  }

  async all(): Promise<Status[]> {
    const rows = await this.#db.selectFrom('statuses').select('status').orderBy('name').execute()
    return rows.map((row) => fromJson(row.status))
  }

  async get(name: InstanceName): Promise<Status | undefined> {
    const row = await this.#db.selectFrom('statuses').select('status').where('name', '=', name).executeTakeFirst()
    return row && fromJson(row.status)
  }

  /** Does nothing when the spec is gone: a runner's last word must not bring its instance back. */
  async put(value: Status): Promise<void> {
    const status = toJson(value)
    await atomically(this.#db, async (db) => {
      if (!(await hasSpec(db, value.name))) return
      const insert = db.insertInto('statuses').values({ name: value.name, status })
      await insert.onConflict((c) => c.column('name').doUpdateSet({ status })).execute()
    })
  }

  async remove(name: InstanceName): Promise<void> {
    await this.#db.deleteFrom('statuses').where('name', '=', name).execute()
  }
}
