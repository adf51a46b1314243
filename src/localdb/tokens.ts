import type { Kysely } from 'kysely'
import type { TokenScope } from '../model/api.ts'
import type { PersonId } from '../model/person.ts'
import type { Tables } from './tables.ts'

export interface TokenRow {
  readonly id: string
  /** SHA-256 of the secret part; the secret itself is nowhere. */
  readonly hash: string
  readonly person: PersonId
  readonly label: string
  readonly scope: TokenScope
  readonly created: string
  readonly expires: string | null
  readonly used: string | null
}

/** API tokens. */
export class Tokens {
  readonly #db: Kysely<Tables>

  constructor(db: Kysely<Tables>) {
    this.#db = db
  }

  async insert(token: TokenRow): Promise<void> {
    await this.#db.insertInto('tokens').values(token).execute()
  }

  async get(id: string): Promise<TokenRow | undefined> {
    return await this.#db.selectFrom('tokens').selectAll().where('id', '=', id).executeTakeFirst()
  }

  /** The newest first. */
  async all(): Promise<TokenRow[]> {
    return await this.#db.selectFrom('tokens').selectAll().orderBy('created', 'desc').orderBy('id').execute()
  }

  async touch(id: string, used: string): Promise<void> {
    await this.#db.updateTable('tokens').set({ used }).where('id', '=', id).execute()
  }

  /** Whether there was one. */
  async remove(id: string): Promise<boolean> {
    const { numDeletedRows } = await this.#db.deleteFrom('tokens').where('id', '=', id).executeTakeFirst()
    return numDeletedRows > 0
  }
}
