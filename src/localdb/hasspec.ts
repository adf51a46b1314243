import type { Kysely } from 'kysely'
import type { InstanceName } from '../model/names.ts'
import type { Tables } from './tables.ts'

/** What belongs to an instance is written only while the instance has its row. */
export async function hasSpec(db: Kysely<Tables>, name: InstanceName): Promise<boolean> {
  return (await db.selectFrom('specs').select('name').where('name', '=', name).executeTakeFirst()) !== undefined
}
