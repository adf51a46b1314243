import type { Kysely } from 'kysely'
import type { DeviceId } from '../model/device.ts'
import type { Tables } from './tables.ts'

export interface DeviceRow {
  readonly id: DeviceId
  readonly name: string
  /** What kind of program it is: "Chrome on Android". */
  readonly agent: string
  /** Who let it in. */
  readonly by: string
  readonly created: string
}

/** Paired machines. */
export class Devices {
  readonly #db: Kysely<Tables>

  constructor(db: Kysely<Tables>) {
    this.#db = db
  }

  async all(): Promise<DeviceRow[]> {
    return await this.#db.selectFrom('devices').selectAll().orderBy('created').orderBy('name').execute()
  }

  async get(id: DeviceId): Promise<DeviceRow | undefined> {
    return await this.#db.selectFrom('devices').selectAll().where('id', '=', id).executeTakeFirst()
  }

  async insert(device: DeviceRow): Promise<void> {
    await this.#db.insertInto('devices').values(device).execute()
  }

  /** Whether there is one. */
  async rename(id: DeviceId, name: string): Promise<boolean> {
    const { numUpdatedRows } = await this.#db.updateTable('devices').set({ name }).where('id', '=', id).executeTakeFirst()
    return numUpdatedRows > 0
  }

  /** Its sign-ins go with it. Whether there was one. */
  async remove(id: DeviceId): Promise<boolean> {
    const { numDeletedRows } = await this.#db.deleteFrom('devices').where('id', '=', id).executeTakeFirst()
    return numDeletedRows > 0
  }
}
