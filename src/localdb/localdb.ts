import { open } from 'node:fs/promises'
import { DatabaseSync } from 'node:sqlite'
import { Kysely } from 'kysely'
import type { Log } from '../kit/log.ts'
import { nodeSqlite } from './dialect.ts'
import { inside } from './inside.ts'
import { migrate } from './migrate.ts'
import { migrations } from './migrations/index.ts'
import { rowsOver } from './rows.ts'
import type { Rows } from './rows.ts'
import type { Tables } from './tables.ts'

export type { Rows } from './rows.ts'

/**
 * This engine's own truth, and the only part that talks SQL. It answers only after the commit is on the disk.
 * It knows rows, not what they mean: it never starts, decides or tells anything. A new noun is one file,
 * its table in a new migration, its line in `rows.ts`.
 */
export interface LocalDb extends Rows, AsyncDisposable {
  /**
   * All of the work's changes or none, one transaction after the other. Inside, use the rows handed in:
   * the database itself throws a TypeError there. Keep slow work outside, everybody else waits.
   */
  tx<T>(work: (t: Rows) => Promise<T>): Promise<T>
}

export interface LocalDbOptions {
  readonly file: string
  readonly log: Log
}

/** Opens or makes the file and brings it to this version. Throws `newer-data` when a newer Berth wrote it. */
export async function openLocalDb({ file, log }: LocalDbOptions): Promise<LocalDb> {
  await (await open(file, 'a', 0o600)).close()
  const database = new DatabaseSync(file, { enableForeignKeyConstraints: true, timeout: 5000 })
  try {
    database.exec('pragma journal_mode = wal; pragma synchronous = full')
    await migrate(database, file, migrations, log)
  } catch (error) {
    database.close()
    throw error
  }
  const db = new Kysely<Tables>({ dialect: nodeSqlite(database) })
  return {
    ...rowsOver(db),
    tx: async (work) => await db.transaction().execute(async (t) => await inside(async () => await work(rowsOver(t)))),
    [Symbol.asyncDispose]: async () => await db.destroy().finally(() => database.close()),
  }
}
