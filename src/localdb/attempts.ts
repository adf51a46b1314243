import type { Kysely } from 'kysely'
import { sql } from 'kysely'
import { atomically } from './atomically.ts'
import type { Tables } from './tables.ts'

/** Places remembered; an attacker with many addresses must not fill the disk. */
const kept = 1000

/** Failed tries by place (a source address, or all of them), without dates. */
export class Attempts {
  readonly #db: Kysely<Tables>

  constructor(db: Kysely<Tables>) {
    this.#db = db
  }

  async all(): Promise<Map<string, number>> {
    const rows = await this.#db.selectFrom('attempts').select(['place', 'failures']).execute()
    return new Map(rows.map((row) => [row.place, row.failures]))
  }

  /** The place that was tried least recently is forgotten beyond the bound. */
  async put(place: string, failures: number): Promise<void> {
    await atomically(this.#db, async (db) => {
      const turn = sql<number>`(select coalesce(max(turn), 0) + 1 from attempts)`
      const insert = db.insertInto('attempts').values({ place, failures, turn })
      await insert.onConflict((c) => c.column('place').doUpdateSet({ failures, turn })).execute()
      const old = db.selectFrom('attempts').select('place').orderBy('turn', 'desc').limit(1000).offset(kept)
      await db.deleteFrom('attempts').where('place', 'in', old).execute()
    })
  }

  async remove(place: string): Promise<void> {
    await this.#db.deleteFrom('attempts').where('place', '=', place).execute()
  }
}
