import type { DatabaseSync } from 'node:sqlite'
import { SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler } from 'kysely'
import type { Dialect, Kysely } from 'kysely'
import { NodeSqliteDriver } from './driver.ts'

/** Our driver lends its one connection itself: Kysely's own lock in front of it would hide who waits for himself. */
class Adapter extends SqliteAdapter {
  override get supportsMultipleConnections(): boolean {
    return true
  }
}

/** Kysely on `node:sqlite`: its own SQLite grammar, our driver. */
export function nodeSqlite(database: DatabaseSync): Dialect {
  return {
    createAdapter: () => new Adapter(),
    createDriver: () => new NodeSqliteDriver(database),
    createIntrospector: (db: Kysely<unknown>) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  }
}
