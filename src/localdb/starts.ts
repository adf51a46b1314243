import type { Kysely } from 'kysely'
import type { InstanceName } from '../model/names.ts'
import { atomically } from './atomically.ts'
import { hasSpec } from './hasspec.ts'
import type { Tables } from './tables.ts'

/** Starts kept of each instance: enough for a median that follows the app. */
const kept = 10

/** How long an instance's starts took, milliseconds. */
export class Starts {
  readonly #db: Kysely<Tables>

  constructor(db: Kysely<Tables>) {
    this.#db = db
  }

  /** Does nothing when the spec is gone. */
  async add(name: InstanceName, milliseconds: number): Promise<void> {
    await atomically(this.#db, async (db) => {
      if (!(await hasSpec(db, name))) return
      await db
        .insertInto('starts')
        .values({ name, milliseconds: Math.round(milliseconds) })
        .execute()
      const old = db.selectFrom('starts').select('id').where('name', '=', name).orderBy('id', 'desc').limit(1000).offset(kept)
      await db.deleteFrom('starts').where('id', 'in', old).execute()
    })
  }

  /** The median of the last ten, or null when it never started. */
  async expected(name: InstanceName): Promise<number | null> {
    const rows = await this.#db.selectFrom('starts').select('milliseconds').where('name', '=', name).execute()
    return median(rows.map((row) => row.milliseconds))
  }

  async allExpected(): Promise<Map<InstanceName, number>> {
    const rows = await this.#db.selectFrom('starts').select(['name', 'milliseconds']).execute()
    const byName = Map.groupBy(rows, (row) => row.name)
    return new Map([...byName].map(([name, own]) => [name, median(own.map((row) => row.milliseconds)) ?? 0]))
  }
}

function median(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b)
  const low = sorted[Math.floor((sorted.length - 1) / 2)]
  const high = sorted[Math.floor(sorted.length / 2)]
  return low === undefined || high === undefined ? null : Math.round((low + high) / 2)
}
