import type { Kysely } from 'kysely'
import { fromJson, toJson } from './json.ts'
import type { Tables } from './tables.ts'

/** A door's own durable rows by key. What a door reads it parses: its rows may be of an older version of it. */
export class DoorRows {
  readonly #db: Kysely<Tables>
  readonly #door: string

  constructor(db: Kysely<Tables>, door: string) {
    this.#db = db
    this.#door = door
  }

  async get(key: string): Promise<unknown> {
    const row = await this.#mine().select('value').where('key', '=', key).executeTakeFirst()
    return row && fromJson(row.value)
  }

  async put(key: string, value: unknown): Promise<void> {
    const row = { door: this.#door, key, value: toJson(value) }
    const insert = this.#db.insertInto('door_rows').values(row)
    await insert.onConflict((c) => c.columns(['door', 'key']).doUpdateSet({ value: row.value })).execute()
  }

  async remove(key: string): Promise<void> {
    await this.#db.deleteFrom('door_rows').where('door', '=', this.#door).where('key', '=', key).execute()
  }

  async all(): Promise<Map<string, unknown>> {
    const rows = await this.#mine().select(['key', 'value']).orderBy('key').execute()
    return new Map(rows.map((row) => [row.key, fromJson(row.value)]))
  }

  #mine() {
    return this.#db.selectFrom('door_rows').where('door', '=', this.#door)
  }
}
