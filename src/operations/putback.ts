import { join } from 'node:path'
import { erase, exists, makeOurs } from '../instances/folder.ts'
import type { Handler, JobTools } from '../jobs/jobs.ts'
import type { Refused, Spec } from '../model/instance.ts'
import type { InstanceName, JobId } from '../model/names.ts'
import { keptSpec, restore } from './kept.ts'
import type { Operation } from './operation.ts'
import { standStill } from './stand.ts'

export interface PutBackInput {
  readonly name: InstanceName
  /** The update that left it half done. */
  readonly update: JobId
  readonly refused: Refused
}

/** Puts back what an update left half done when it was cancelled or given up. */
export function putBackJob(operation: Operation): Handler<PutBackInput> {
  return {
    kind: 'put-back',
    mustFinish: true,
    doing: 'put back',
    title: ({ name }) => `Put ${name} back`,
    instance: ({ name }) => name,
    retry: { attempts: 20, first: 1000, cap: 60_000 },
    run: async ({ name, refused }, tools) => await putBack(operation, name, refused, tools),
  }
}

/**
 * Everything as it was before the update began: files, data and row. Where the update had not kept everything yet
 * it had not changed anything either. What the refused version made of the data goes.
 */
export async function putBack(operation: Operation, name: InstanceName, refused: Refused, tools: JobTools): Promise<void> {
  const { db, engine, places, holds, onSpec } = operation
  const update = (await db.specs.get(name))?.update
  if (!update) return
  await standStill(operation, name, tools)
  const [kept, spoiled] = [places.kept(update.job), join(places.kept(update.job), 'spoiled')]
  const before = await keptSpec(kept)
  if (before) await restore(kept, places.instance(name), spoiled)
  const done = await db.specs.change(name, (spec) => ({ ...(before ? asBefore(spec, before) : spec), update: null, refused }))
  await holds.drop(tools.job)
  if (done) onSpec(done)
  if (await exists(kept)) await makeOurs(kept, engine).then(() => erase(kept))
}

/** What the version decides comes from the kept row; what people decided since stays. */
export function asBefore(now: Spec, before: Spec): Spec {
  const { version, plan, lifecycle, size, listeners } = before
  return { ...now, version, plan, lifecycle, size, listeners, retries: now.retries + 1 }
}
