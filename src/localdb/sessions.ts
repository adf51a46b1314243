import type { Kysely } from 'kysely'
import type { DeviceId } from '../model/device.ts'
import type { PersonId } from '../model/person.ts'
import type { Tables } from './tables.ts'

/** Of a person or of a paired device, never of both. */
export interface SessionRow {
  readonly id: string
  /** SHA-256 of the cookie's value; the value itself is nowhere. */
  readonly hash: string
  readonly person: PersonId | null
  readonly device: DeviceId | null
  /** What kind of program it is: "Firefox on Linux". */
  readonly agent: string
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

  async get(id: string): Promise<SessionRow | undefined> {
    return await this.#db.selectFrom('sessions').selectAll().where('id', '=', id).executeTakeFirst()
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

  /** All of a person's, but one. */
  async removeOf(person: PersonId, except?: string): Promise<void> {
    await this.#db
      .deleteFrom('sessions')
      .where('person', '=', person)
      .where('id', '<>', except ?? '')
      .execute()
  }

  /** How many had expired. */
  async removeExpired(now: string): Promise<number> {
    const { numDeletedRows } = await this.#db.deleteFrom('sessions').where('expires', '<=', now).executeTakeFirst()
    return Number(numDeletedRows)
  }
}
