import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { eraseIn, finishErasing, makeOurs } from '../instances/folder.ts'
import type { Shelf } from '../instances/shelf.ts'
import type { Jobs } from '../jobs/jobs.ts'
import type { Log } from '../kit/log.ts'
import type { LocalDb } from '../localdb/localdb.ts'
import type { JobView } from '../model/job.ts'
import type { EngineId } from '../model/names.ts'

export interface RecoveryOptions {
  readonly db: LocalDb
  readonly jobs: Jobs
  readonly shelf: Shelf
  readonly data: string
  readonly engine: EngineId
  readonly log: Log
}

/** What a power cut left half done on the disk is finished: deletions go on, and what no job gathers any more goes. What cannot go keeps nothing from starting. */
export async function recover({ jobs, shelf, data, engine, log }: RecoveryOptions): Promise<void> {
  for (const folder of ['instances', 'shelf', 'kept', 'staging']) await finishErasing(join(data, folder))
  await shelf.recover()
  const kept = new Set<string>((await jobs.list()).filter(({ state }) => state !== 'done' && state !== 'cancelled').map(({ id }) => id))
  const staging = join(data, 'staging')
  await makeOurs(staging, engine)
  for (const entry of await readdir(staging, { withFileTypes: true })) {
    if (entry.isDirectory() && !kept.has(entry.name)) await eraseIn(staging, entry.name).catch((err: unknown) => log.warn({ err }, 'what a job gathered is left on the disk'))
  }
}

/** What a job gathered whose place a newer one has taken: nobody will go on with it. One that somebody cancelled they may try again. */
export async function clearAfter({ id, cause }: JobView, data: string): Promise<void> {
  if (cause?.code === 'superseded') await eraseIn(join(data, 'staging'), id)
}
