import type { Kysely } from 'kysely'
import type { PersonId } from '../model/person.ts'
import type { Tables } from './tables.ts'

export interface IdentityRow {
  readonly issuer: string
  /** What the provider calls them, for ever. */
  readonly subject: string
  readonly person: PersonId
  /** What they are called there, for people who look: an address or a name. */
  readonly name: string
}

/** Who somebody is at a provider outside. */
export class Identities {
  readonly #db: Kysely<Tables>

  constructor(db: Kysely<Tables>) {
    this.#db = db
  }

  async all(): Promise<IdentityRow[]> {
    return await this.#db.selectFrom('identities').selectAll().orderBy('issuer').execute()
  }

  async of(person: PersonId): Promise<IdentityRow[]> {
    return await this.#db.selectFrom('identities').selectAll().where('person', '=', person).orderBy('issuer').execute()
  }

  async get(issuer: string, subject: string): Promise<IdentityRow | undefined> {
    return await this.#db.selectFrom('identities').selectAll().where('issuer', '=', issuer).where('subject', '=', subject).executeTakeFirst()
  }

  /** Throws when it is somebody's already. */
  async insert(identity: IdentityRow): Promise<void> {
    await this.#db.insertInto('identities').values(identity).execute()
  }

  /** Whether that person had one there. */
  async remove(person: PersonId, issuer: string): Promise<boolean> {
    const { numDeletedRows } = await this.#db.deleteFrom('identities').where('person', '=', person).where('issuer', '=', issuer).executeTakeFirst()
    return numDeletedRows > 0
  }
}
