import type { Kysely } from 'kysely'
import type { Tables } from './tables.ts'

export interface PersonRow {
  readonly id: string
  readonly role: 'owner'
  readonly name: string
  /** An encoded hash, never the password. */
  readonly password: string
  readonly created: string
}

/** People of this machine; today its owner, of whom there is at most one. */
export class People {
  readonly #db: Kysely<Tables>

  constructor(db: Kysely<Tables>) {
    this.#db = db
  }

  async owner(): Promise<PersonRow | undefined> {
    return await this.#db.selectFrom('people').selectAll().where('role', '=', 'owner').executeTakeFirst()
  }

  /** Throws when there is an owner already. */
  async insert(person: PersonRow): Promise<void> {
    await this.#db.insertInto('people').values(person).execute()
  }

  async setPassword(id: string, password: string): Promise<void> {
    await this.#db.updateTable('people').set({ password }).where('id', '=', id).execute()
  }
}
