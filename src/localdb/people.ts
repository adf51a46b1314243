import type { Kysely } from 'kysely'
import type { GroupName, PersonId, Role } from '../model/person.ts'
import { fromJson, toJson } from './json.ts'
import type { Tables } from './tables.ts'

export interface PersonRow {
  readonly id: PersonId
  readonly role: Role
  readonly name: string
  readonly groups: readonly GroupName[]
  /** An encoded hash, never the password; null where they come in by other ways only. */
  readonly password: string | null
  readonly created: string
}

/** People of this machine. There is at most one owner, and no two have names that read the same. */
export class People {
  readonly #db: Kysely<Tables>

  constructor(db: Kysely<Tables>) {
    this.#db = db
  }

  /** By name. */
  async all(): Promise<PersonRow[]> {
    return (await this.#db.selectFrom('people').selectAll().orderBy('name_key').execute()).map(rowOf)
  }

  async owner(): Promise<PersonRow | undefined> {
    const row = await this.#db.selectFrom('people').selectAll().where('role', '=', 'owner').executeTakeFirst()
    return row && rowOf(row)
  }

  async get(id: PersonId): Promise<PersonRow | undefined> {
    const row = await this.#db.selectFrom('people').selectAll().where('id', '=', id).executeTakeFirst()
    return row && rowOf(row)
  }

  /** In any case, however its letters are composed. */
  async named(name: string): Promise<PersonRow | undefined> {
    const row = await this.#db.selectFrom('people').selectAll().where('name_key', '=', nameKey(name)).executeTakeFirst()
    return row && rowOf(row)
  }

  /** Throws when there is an owner already, or one of that name. */
  async insert({ groups, ...person }: PersonRow): Promise<void> {
    await this.#db
      .insertInto('people')
      .values({ ...person, name_key: nameKey(person.name), groups: toJson(groups) })
      .execute()
  }

  async update({ id, name, role, groups }: Pick<PersonRow, 'id' | 'name' | 'role' | 'groups'>): Promise<void> {
    await this.#db
      .updateTable('people')
      .set({ name, name_key: nameKey(name), role, groups: toJson(groups) })
      .where('id', '=', id)
      .execute()
  }

  async setPassword(id: PersonId, password: string): Promise<void> {
    await this.#db.updateTable('people').set({ password }).where('id', '=', id).execute()
  }

  /** Their sign-ins, tokens, passkeys and outside identities go with them. Whether there was one. */
  async remove(id: PersonId): Promise<boolean> {
    const { numDeletedRows } = await this.#db.deleteFrom('people').where('id', '=', id).executeTakeFirst()
    return numDeletedRows > 0
  }
}

function nameKey(name: string): string {
  return name.normalize('NFKC').toLowerCase().trim()
}

function rowOf({ id, role, name, groups, password, created }: Tables['people']): PersonRow {
  return { id, role, name, groups: fromJson(groups), password, created }
}
