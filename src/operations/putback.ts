import { join } from 'node:path'
import { erase, exists, makeOurs } from '../instances/folder.ts'
import type { Handler, JobTools } from '../jobs/jobs.ts'
import type { Refused, Spec } from '../model/instance.ts'
import type { InstanceName, JobId } from '../model/names.ts'
import { keptSpec, restore, restoreBeside } from './kept.ts'
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
    run: async (input, tools) => await putBack(operation, input, tools),
  }
}

/**
 * Everything as it was before the update began: files, row, and the data where that was copied. Where the update had not
 * kept everything yet it had not changed anything either. What the refused version made of the data goes.
 */
export async function putBack(operation: Operation, { name, update, refused }: PutBackInput, tools: JobTools): Promise<void> {
  const { db, engine, places, holds, onSpec } = operation
  const kept = places.kept(update)
  const [spec, before] = [await db.specs.get(name), await keptSpec(kept)]
  if (!spec || spec.removal || !isLeft(spec, before, update)) return
  if (spec.update) await standStill(operation, name, tools)
  if (before && spec.update) await restore(kept, places.instance(name), join(kept, 'spoiled'))
  if (before && !spec.update) await restoreBeside(kept, places.instance(name))
  const done = await db.specs.change(name, (now) => ({ ...(before ? asBefore(now, before) : now), update: null, next: null, refused: refusedNow(now, refused) }))
  await holds.drop(tools.job)
  if (done) onSpec(done)
  if (await exists(kept)) await makeOurs(kept, engine).then(() => erase(kept))
}

/** Is this update's work half done? Beside a version that serves it may have moved files before the row said so. */
export function isLeft({ update, next, retries, kept }: Spec, before: Spec | undefined, job: JobId): boolean {
  if (update || next) return (update ?? next)?.job === job
  return before?.retries === retries && kept?.id !== job
}

/** A version that had to make room for a newer one was not found wanting, nor was one that never came to be tried. */
function refusedNow(spec: Spec, refused: Refused): Refused | null {
  return refused.cause.code === 'superseded' || refused.version === '' ? spec.refused : refused
}

/** What the version decides comes from the kept row; what people decided since stays. */
export function asBefore(now: Spec, before: Spec): Spec {
  const { version, plan, lifecycle, size, listeners } = before
  return { ...now, version, plan, lifecycle, size, listeners, retries: now.retries + 1 }
}
