import type { Kysely } from 'kysely'
import type { Tables } from './tables.ts'

export interface SessionRow {
  readonly id: string
  /** SHA-256 of the cookie's value; the value itself is nowhere. */
  readonly hash: string
  readonly person: string
  readonly device: string
  readonly created: string
  readonly seen: string
  readonly expires: string
}

/** Sign-ins. */
export class Sessions {
  readonly #db: Kysely<Tables>

  constructor(db: Kysely<Tables>) {
    this.#db = db
  }

  async insert(session: SessionRow): Promise<void> {
    await this.#db.insertInto('sessions').values(session).execute()
  }

  async byHash(hash: string): Promise<SessionRow | undefined> {
    return await this.#db.selectFrom('sessions').selectAll().where('hash', '=', hash).executeTakeFirst()
  }

  /** The last seen first. */
  async all(): Promise<SessionRow[]> {
    return await this.#db.selectFrom('sessions').selectAll().orderBy('seen', 'desc').execute()
  }

  async touch(id: string, seen: string, expires: string): Promise<void> {
    await this.#db.updateTable('sessions').set({ seen, expires }).where('id', '=', id).execute()
  }

  /** Whether there was one. */
  async remove(id: string): Promise<boolean> {
    const { numDeletedRows } = await this.#db.deleteFrom('sessions').where('id', '=', id).executeTakeFirst()
    return numDeletedRows > 0
  }

  async removeAll(): Promise<void> {
    await this.#db.deleteFrom('sessions').execute()
  }

  /** How many had expired. */
  async removeExpired(now: string): Promise<number> {
    const { numDeletedRows } = await this.#db.deleteFrom('sessions').where('expires', '<=', now).executeTakeFirst()
    return Number(numDeletedRows)
  }
}
