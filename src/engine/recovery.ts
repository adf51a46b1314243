import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { erase, finishErasing } from '../instances/folder.ts'
import type { Shelf } from '../instances/shelf.ts'
import type { Jobs } from '../jobs/jobs.ts'
import type { LocalDb } from '../localdb/localdb.ts'

export interface RecoveryOptions {
  readonly db: LocalDb
  readonly jobs: Jobs
  readonly shelf: Shelf
  readonly data: string
}

/** What a power cut left half done on the disk is finished: deletions go on, and what no job gathers any more goes. */
export async function recover({ jobs, shelf, data }: RecoveryOptions): Promise<void> {
  for (const folder of ['instances', 'shelf', 'kept', 'staging']) await finishErasing(join(data, folder))
  await shelf.recover()
  const kept = new Set<string>((await jobs.list()).filter(({ state }) => state !== 'done' && state !== 'cancelled').map(({ id }) => id))
  const staging = join(data, 'staging')
  for (const name of await readdir(staging)) {
    if (!kept.has(name)) await erase(join(staging, name))
  }
}
