import type { DatabaseSync } from 'node:sqlite'
import type { Driver } from 'kysely'
import { NodeSqliteConnection } from './connection.ts'
import { assertOutside } from './inside.ts'
import { Turnstile } from './turnstile.ts'

/**
 * One connection, lent to one user at a time: a transaction keeps it until its end, and whoever asks
 * meanwhile waits in line. So transactions are serial, and nothing slips into somebody else's.
 */
export class NodeSqliteDriver implements Driver {
  readonly #database: DatabaseSync
  readonly #connection: NodeSqliteConnection
  readonly #turnstile = new Turnstile()

  constructor(database: DatabaseSync) {
    this.#database = database
    this.#connection = new NodeSqliteConnection(database)
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<NodeSqliteConnection> {
    assertOutside()
    await this.#turnstile.enter()
    return this.#connection
  }

  async releaseConnection(): Promise<void> {
    this.#turnstile.leave()
  }

  async beginTransaction(): Promise<void> {
    this.#database.exec('begin immediate')
  }

  async commitTransaction(): Promise<void> {
    this.#database.exec('commit')
  }

  /** SQLite ends a transaction by itself when, say, the disk is full: then there is nothing left to roll back. */
  async rollbackTransaction(): Promise<void> {
    if (this.#database.isTransaction) this.#database.exec('rollback')
  }

  /** Waits for who is inside; the file is closed by who opened it. */
  async destroy(): Promise<void> {
    await this.#turnstile.enter()
  }
}
