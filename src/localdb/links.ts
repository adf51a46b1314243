import type { Kysely } from 'kysely'
import type { InstanceName } from '../model/names.ts'
import type { Tables } from './tables.ts'

export interface LinkRow {
  readonly id: string
  readonly instance: InstanceName
  readonly path: string
  readonly label: string
  readonly by: string
  readonly created: string
  readonly expires: string
}

/** Shared links; they go with their instance. */
export class Links {
  readonly #db: Kysely<Tables>

  constructor(db: Kysely<Tables>) {
    this.#db = db
  }

  async all(): Promise<LinkRow[]> {
    return await this.#db.selectFrom('links').selectAll().orderBy('created', 'desc').execute()
  }

  async of(instance: InstanceName): Promise<LinkRow[]> {
    return await this.#db.selectFrom('links').selectAll().where('instance', '=', instance).orderBy('created', 'desc').execute()
  }

  async insert(link: LinkRow): Promise<void> {
    await this.#db.insertInto('links').values(link).execute()
  }

  /** Whether that instance had it. */
  async remove(instance: InstanceName, id: string): Promise<boolean> {
    const { numDeletedRows } = await this.#db.deleteFrom('links').where('id', '=', id).where('instance', '=', instance).executeTakeFirst()
    return numDeletedRows > 0
  }

  /** How many had expired. */
  async removeExpired(now: string): Promise<number> {
    const { numDeletedRows } = await this.#db.deleteFrom('links').where('expires', '<=', now).executeTakeFirst()
    return Number(numDeletedRows)
  }
}
