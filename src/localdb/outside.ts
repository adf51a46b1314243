import type { Kysely } from 'kysely'
import type { OutsideConfig, OutsideId } from '../model/outside.ts'
import { fromJson, toJson } from './json.ts'
import type { Tables } from './tables.ts'

export interface OutsideRow {
  readonly id: OutsideId
  readonly config: OutsideConfig
}

/** OpenID providers outside; their secrets are elsewhere, sealed. */
export class Outside {
  readonly #db: Kysely<Tables>

  constructor(db: Kysely<Tables>) {
    this.#db = db
  }

  async all(): Promise<OutsideRow[]> {
    return (await this.#db.selectFrom('outside').selectAll().orderBy('id').execute()).map(rowOf)
  }

  async get(id: string): Promise<OutsideRow | undefined> {
    const row = await this.#db
      .selectFrom('outside')
      .selectAll()
      .where('id', '=', id as OutsideId)
      .executeTakeFirst()
    return row && rowOf(row)
  }

  async put(row: OutsideRow): Promise<void> {
    const config = toJson(row.config)
    const insert = this.#db.insertInto('outside').values({ id: row.id, config })
    await insert.onConflict((c) => c.column('id').doUpdateSet({ config })).execute()
  }

  /** Whether there was one. */
  async remove(id: OutsideId): Promise<boolean> {
    const { numDeletedRows } = await this.#db.deleteFrom('outside').where('id', '=', id).executeTakeFirst()
    return numDeletedRows > 0
  }
}

function rowOf({ id, config }: Tables['outside']): OutsideRow {
  return { id, config: fromJson(config) }
}
