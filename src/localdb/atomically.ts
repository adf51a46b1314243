import type { Kysely } from 'kysely'
import type { Tables } from './tables.ts'

/** Several statements, all or none: in the transaction at hand, else in one of its own. */
export async function atomically<T>(db: Kysely<Tables>, work: (db: Kysely<Tables>) => Promise<T>): Promise<T> {
  return db.isTransaction ? await work(db) : await db.transaction().execute(work)
}
