import type { Kysely } from 'kysely'
import type { HistoryLine } from '../model/instance.ts'
import type { InstanceName } from '../model/names.ts'
import { atomically } from './atomically.ts'
import { hasSpec } from './hasspec.ts'
import { fromJson, toJson } from './json.ts'
import type { Tables } from './tables.ts'

/** Lines kept of each instance. */
const kept = 200

/** What an instance went through, bounded. */
export class History {
  readonly #db: Kysely<Tables>

  constructor(db: Kysely<Tables>) {
    this.#db = db
  }

  /** Does nothing when the spec is gone. */
  async add(name: InstanceName, line: HistoryLine): Promise<void> {
    await atomically(this.#db, async (db) => {
      if (!(await hasSpec(db, name))) return
      await db
        .insertInto('history')
        .values({ name, line: toJson(line) })
        .execute()
      const old = db.selectFrom('history').select('id').where('name', '=', name).orderBy('id', 'desc').limit(1000).offset(kept)
      await db.deleteFrom('history').where('id', 'in', old).execute()
    })
  }

  /** The newest first. */
  async list(name: InstanceName, limit: number = kept): Promise<HistoryLine[]> {
    const rows = await this.#db.selectFrom('history').select('line').where('name', '=', name).orderBy('id', 'desc').limit(limit).execute()
    return rows.map((row) => fromJson(row.line))
  }
}
