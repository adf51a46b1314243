import { open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import type { Log } from '../kit/log.ts'
import { Problem } from '../model/problem.ts'

/**
 * Brings the file to the newest version, each migration in one transaction with its number. A file that
 * holds data is copied first, to `<file>.v<version>`. Throws `newer-data` when a newer Berth wrote it.
 */
export async function migrate(database: DatabaseSync, file: string, migrations: readonly string[], log: Log): Promise<void> {
  const found = versionOf(database)
  const known = migrations.length
  if (found > known) throw new Problem('newer-data', { found, known })
  if (found === known) return
  if (found > 0) await copy(database, file, `${file}.v${found}`)
  for (let version = found + 1; version <= known; version++) apply(database, migrations[version - 1] ?? '', version)
  log.info({ from: found, to: known }, 'database migrated')
}

export function versionOf(database: DatabaseSync): number {
  return Number(database.prepare('pragma user_version').get()?.['user_version'])
}

function apply(database: DatabaseSync, sql: string, version: number): void {
  database.exec('begin immediate')
  try {
    database.exec(sql)
    database.exec(`pragma user_version = ${version}`)
    database.exec('commit')
  } catch (error) {
    if (database.isTransaction) database.exec('rollback')
    throw error
  }
}

/** A whole, synced copy or none: written beside, then renamed. It holds what the file holds, so only we may read it. */
async function copy(database: DatabaseSync, file: string, to: string): Promise<void> {
  const part = `${to}.part`
  await rm(part, { force: true })
  await (await open(part, 'wx', 0o600)).close()
  database.prepare('vacuum into ?').run(part)
  await sync(part)
  await rename(part, to)
  await sync(dirname(file))
}

async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r')
  await handle.sync().finally(() => handle.close())
}
