import type { Kysely } from 'kysely'
import type { Spec } from '../model/instance.ts'
import type { InstanceName } from '../model/names.ts'
import { atomically } from './atomically.ts'
import { fromJson, toJson } from './json.ts'
import type { Tables } from './tables.ts'

/** What should be: one row an instance. */
export class Specs {
  readonly #db: Kysely<Tables>

  constructor(db: Kysely<Tables>) {
    this.#db = db
  }

  async all(): Promise<Spec[]> {
    const rows = await this.#db.selectFrom('specs').select('spec').orderBy('name').execute()
    return rows.map((row) => fromJson(row.spec))
  }

  async get(name: InstanceName): Promise<Spec | undefined> {
    const row = await this.#db.selectFrom('specs').select('spec').where('name', '=', name).executeTakeFirst()
    return row && fromJson(row.spec)
  }

  /** Throws when there is one of that name. */
  async insert(spec: Spec): Promise<void> {
    await this.#db
      .insertInto('specs')
      .values({ name: spec.name, spec: toJson(spec) })
      .execute()
  }

  /** Reads, makes and writes as one; the row as it is now, or nothing when there is none. A row keeps its name. */
  async change(name: InstanceName, make: (spec: Spec) => Spec): Promise<Spec | undefined> {
    return await atomically(this.#db, async (db) => {
      const before = await new Specs(db).get(name)
      if (!before) return undefined
      const after = { ...make(before), name }
      await db
        .updateTable('specs')
        .set({ spec: toJson(after) })
        .where('name', '=', name)
        .execute()
      return after
    })
  }

  /** Its status, history, starts and idle age go with it. */
  async remove(name: InstanceName): Promise<void> {
    await this.#db.deleteFrom('specs').where('name', '=', name).execute()
  }
}
