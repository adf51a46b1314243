import type { Kysely } from 'kysely'
import type { GroupName } from '../model/person.ts'
import type { Tables } from './tables.ts'

/** The groups that there are; who is in them stands with the people. */
export class Groups {
  readonly #db: Kysely<Tables>

  constructor(db: Kysely<Tables>) {
    this.#db = db
  }

  async all(): Promise<GroupName[]> {
    return (await this.#db.selectFrom('groups').select('name').orderBy('name').execute()).map(({ name }) => name)
  }

  /** False when there is one of that name. */
  async add(name: GroupName): Promise<boolean> {
    const insert = this.#db.insertInto('groups').values({ name })
    const { numInsertedOrUpdatedRows } = await insert.onConflict((c) => c.doNothing()).executeTakeFirst()
    return (numInsertedOrUpdatedRows ?? 0n) > 0n
  }

  /** Whether there was one. */
  async remove(name: GroupName): Promise<boolean> {
    const { numDeletedRows } = await this.#db.deleteFrom('groups').where('name', '=', name).executeTakeFirst()
    return numDeletedRows > 0
  }
}
