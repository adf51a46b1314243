import type { Kysely } from 'kysely'
import type { ShelfItem } from '../model/instance.ts'
import type { ShelfId } from '../model/names.ts'
import { fromJson, toJson } from './json.ts'
import type { Tables } from './tables.ts'

/** Kept data of removed instances. What is being purged is no longer offered to anybody. */
export class ShelfRows {
  readonly #db: Kysely<Tables>

  constructor(db: Kysely<Tables>) {
    this.#db = db
  }

  async all(): Promise<ShelfItem[]> {
    const rows = await this.#db.selectFrom('shelf').select('item').where('purging', '=', 0).orderBy('id').execute()
    return rows.map((row) => fromJson(row.item))
  }

  async get(id: ShelfId): Promise<ShelfItem | undefined> {
    const row = await this.#db.selectFrom('shelf').select('item').where('id', '=', id).where('purging', '=', 0).executeTakeFirst()
    return row && fromJson(row.item)
  }

  async insert(item: ShelfItem): Promise<void> {
    await this.#db
      .insertInto('shelf')
      .values({ id: item.id, item: toJson(item) })
      .execute()
  }

  /** From now on it only goes: a power cut does not bring it back. */
  async markPurging(id: ShelfId): Promise<void> {
    await this.#db.updateTable('shelf').set({ purging: 1 }).where('id', '=', id).execute()
  }

  async purging(): Promise<ShelfId[]> {
    const rows = await this.#db.selectFrom('shelf').select('id').where('purging', '=', 1).orderBy('id').execute()
    return rows.map((row) => row.id)
  }

  async remove(id: ShelfId): Promise<void> {
    await this.#db.deleteFrom('shelf').where('id', '=', id).execute()
  }
}
