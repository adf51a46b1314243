import type { Kysely } from 'kysely'
import type { Tables } from './tables.ts'

/** Single values of the engine by name. */
export class Meta {
  readonly #db: Kysely<Tables>

  constructor(db: Kysely<Tables>) {
    this.#db = db
  }

  async get(key: string): Promise<string | undefined> {
    const row = await this.#db.selectFrom('meta').select('value').where('key', '=', key).executeTakeFirst()
    return row?.value
  }

  async set(key: string, value: string): Promise<void> {
    const row = { key, value }
    await this.#db
      .insertInto('meta')
      .values(row)
      .onConflict((c) => c.column('key').doUpdateSet({ value }))
      .execute()
  }

  async remove(key: string): Promise<void> {
    await this.#db.deleteFrom('meta').where('key', '=', key).execute()
  }
}
