import type { Kysely } from 'kysely'
import type { InstanceName } from '../model/names.ts'
import { atomically } from './atomically.ts'
import { hasSpec } from './hasspec.ts'
import type { Tables } from './tables.ts'

/** For how long nobody wanted an instance, in whole seconds: an age, never a date. */
export class Idle {
  readonly #db: Kysely<Tables>

  constructor(db: Kysely<Tables>) {
    this.#db = db
  }

  /** The whole picture: an instance that is not named has no age any more. Ages of instances that are gone are dropped. */
  async put(rows: readonly (readonly [InstanceName, number])[]): Promise<void> {
    await atomically(this.#db, async (db) => {
      await db.deleteFrom('idle').execute()
      for (const [name, seconds] of rows) {
        if (await hasSpec(db, name))
          await db
            .insertInto('idle')
            .values({ name, seconds: Math.round(seconds) })
            .execute()
      }
    })
  }

  async all(): Promise<Map<InstanceName, number>> {
    const rows = await this.#db.selectFrom('idle').selectAll().execute()
    return new Map(rows.map((row) => [row.name, row.seconds]))
  }
}
