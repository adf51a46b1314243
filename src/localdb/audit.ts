import type { Kysely } from 'kysely'
import type { AuditLine } from '../model/api.ts'
import { atomically } from './atomically.ts'
import { auditKept } from './migrations/0003-access.ts'
import type { Tables } from './tables.ts'

/** Who did what. Triggers refuse any change and any deletion of the newest lines; the bound is kept here only. */
export class Audit {
  readonly #db: Kysely<Tables>

  constructor(db: Kysely<Tables>) {
    this.#db = db
  }

  async add({ at, who, action, object, from, result }: AuditLine): Promise<void> {
    await atomically(this.#db, async (db) => {
      await db.insertInto('audit').values({ at, who, action, object, source: from, result }).execute()
      await db
        .deleteFrom('audit')
        .where('id', '<=', (e) => e.selectFrom('audit').select((s) => s(s.fn.max('id'), '-', auditKept).as('bound')))
        .execute()
    })
  }

  /** The newest first. */
  async list(limit: number): Promise<AuditLine[]> {
    const rows = await this.#db.selectFrom('audit').selectAll().orderBy('id', 'desc').limit(limit).execute()
    return rows.map(({ at, who, action, object, source, result }) => ({ at, who, action, object, from: source, result }))
  }
}
