import type { Kysely } from 'kysely'
import type { GroupName, PersonId, Role } from '../model/person.ts'
import { fromJson, toJson } from './json.ts'
import type { Tables } from './tables.ts'

export interface InvitationRow {
  readonly id: string
  /** SHA-256 of the secret part of the code. */
  readonly hash: string
  /** Whom it signs in; null where it makes somebody new. */
  readonly person: PersonId | null
  readonly role: Role
  readonly groups: readonly GroupName[]
  readonly name: string | null
  /** Who made it, by name then, and by id; it goes with them. */
  readonly by: string
  readonly maker: PersonId | null
  readonly created: string
  readonly expires: string
}

/** Links that let somebody in once. */
export class Invitations {
  readonly #db: Kysely<Tables>

  constructor(db: Kysely<Tables>) {
    this.#db = db
  }

  /** The newest first. */
  async all(): Promise<InvitationRow[]> {
    return (await this.#db.selectFrom('invitations').selectAll().orderBy('created', 'desc').execute()).map(rowOf)
  }

  async get(id: string): Promise<InvitationRow | undefined> {
    const row = await this.#db.selectFrom('invitations').selectAll().where('id', '=', id).executeTakeFirst()
    return row && rowOf(row)
  }

  async insert({ groups, ...invitation }: InvitationRow): Promise<void> {
    await this.#db
      .insertInto('invitations')
      .values({ ...invitation, groups: toJson(groups) })
      .execute()
  }

  /** Whether there was one: of two who use the same link at once, one hears yes. */
  async remove(id: string): Promise<boolean> {
    const { numDeletedRows } = await this.#db.deleteFrom('invitations').where('id', '=', id).executeTakeFirst()
    return numDeletedRows > 0
  }

  async removeOf(person: PersonId): Promise<void> {
    await this.#db.deleteFrom('invitations').where('person', '=', person).execute()
  }

  async removeExpired(now: string): Promise<void> {
    await this.#db.deleteFrom('invitations').where('expires', '<=', now).execute()
  }
}

function rowOf({ groups, ...row }: Tables['invitations']): InvitationRow {
  return { ...row, groups: fromJson(groups) }
}
