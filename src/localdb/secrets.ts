import type { Kysely } from 'kysely'
import type { Tables } from './tables.ts'

/** What the engine must keep to itself, sealed by whoever holds the key. */
export class Secrets {
  readonly #db: Kysely<Tables>

  constructor(db: Kysely<Tables>) {
    this.#db = db
  }

  async all(): Promise<Map<string, string>> {
    const rows = await this.#db.selectFrom('secrets').selectAll().execute()
    return new Map(rows.map(({ name, sealed }) => [name, sealed]))
  }

  async get(name: string): Promise<string | undefined> {
    return (await this.#db.selectFrom('secrets').select('sealed').where('name', '=', name).executeTakeFirst())?.sealed
  }

  async put(name: string, sealed: string): Promise<void> {
    const insert = this.#db.insertInto('secrets').values({ name, sealed })
    await insert.onConflict((c) => c.column('name').doUpdateSet({ sealed })).execute()
  }

  async remove(name: string): Promise<void> {
    await this.#db.deleteFrom('secrets').where('name', '=', name).execute()
  }
}
