import type { Kysely } from 'kysely'
import { sql } from 'kysely'
import type { AuditLine } from '../model/api.ts'
import { atomically } from './atomically.ts'
import { auditKept } from './migrations/0003-access.ts'
import type { Tables } from './tables.ts'

/** Which lines: the newest first, from before one, with these texts in them (in any case). */
export interface AuditWish {
  readonly before?: number | undefined
  readonly limit: number
  readonly who?: string | undefined
  readonly action?: string | undefined
  readonly object?: string | undefined
}

/** Who did what. Triggers refuse any change and any deletion of the newest lines; the bound is kept here only. */
export class Audit {
  readonly #db: Kysely<Tables>

  constructor(db: Kysely<Tables>) {
    this.#db = db
  }

  async add({ at, who, action, object, from, result }: Omit<AuditLine, 'id'>): Promise<void> {
    await atomically(this.#db, async (db) => {
      await db.insertInto('audit').values({ at, who, action, object, source: from, result }).execute()
      await db
        .deleteFrom('audit')
        .where('id', '<=', (e) => e.selectFrom('audit').select((s) => s(s.fn.max('id'), '-', auditKept).as('bound')))
        .execute()
    })
  }

  async list({ before, limit, ...texts }: AuditWish): Promise<AuditLine[]> {
    let wanted = this.#db.selectFrom('audit').selectAll()
    if (before !== undefined) wanted = wanted.where('id', '<', before)
    for (const column of ['who', 'action', 'object'] as const) {
      const text = texts[column]
      if (text) wanted = wanted.where(sql<boolean>`instr(lower(${sql.ref(column)}), ${plainLower(text)}) > 0`)
    }
    const rows = await wanted.orderBy('id', 'desc').limit(limit).execute()
    return rows.map(({ source, ...line }) => ({ ...line, from: source }))
  }
}

/** As SQLite's `lower` does it: of ASCII letters only, so that both sides are alike. */
function plainLower(text: string): string {
  return text.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase())
}
