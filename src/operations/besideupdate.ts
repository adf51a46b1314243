import { join } from 'node:path'
import { settleBeside } from '../instances/beside.ts'
import { commitPlan } from '../instances/settlein.ts'
import { folderSize } from '../instances/size.ts'
import type { JobTools } from '../jobs/jobs.ts'
import type { Cause } from '../model/cause.ts'
import { Problem } from '../model/problem.ts'
import { appAside, keepBeside } from './kept.ts'
import { endUpdate, updated } from './finish.ts'
import type { Operation, UpdateInput } from './operation.ts'
import { putBack } from './putback.ts'
import { nextGetsWell } from './stand.ts'

/**
 * Another version beside the one that serves, which goes on serving until this one is well: then visits go to it, and the
 * runner lets the old one end when nobody is under way to it. Nothing that writes data is replaced, so none is copied.
 * Answers why it did not get well.
 */
export async function updateBeside(operation: Operation, input: UpdateInput, tools: JobTools): Promise<Cause | null> {
  const { name, version } = input
  await tools.step('keep the files', async () => await keepFiles(operation, input, tools))
  await tools.step('switch beside', async () => await place(operation, input, tools))
  const cause = await tools.step('prove', async () => await nextGetsWell(operation, name, tools))
  if (cause) await tools.step('put back', async () => await putBack(operation, { name, update: tools.job, refused: { version, cause } }, tools))
  else await tools.step('finish', async () => await commit(operation, input, tools))
  return cause
}

async function keepFiles({ db, places, engine }: Operation, { name }: UpdateInput, tools: JobTools): Promise<void> {
  const spec = await db.specs.get(name)
  if (!spec) throw new Problem('not-found', { what: 'app', name })
  await keepBeside({ ...spec, next: null }, places.instance(name), places.kept(tools.job), engine)
}

async function place(operation: Operation, { name, version }: UpdateInput, tools: JobTools): Promise<void> {
  const { places } = operation
  tools.signal.throwIfAborted()
  const files = { staged: join(places.staging(tools.job), 'app'), aside: appAside(places.kept(tools.job)) }
  const placed = await settleBeside(operation, { name, version, job: tools.job, ...files })
  if (!placed) throw new Problem('not-found', { what: 'app', name })
}

/** One row makes it the version that serves. Committed already is committed. */
async function commit(operation: Operation, input: UpdateInput, tools: JobTools): Promise<void> {
  const { db, places } = operation
  const before = await db.specs.get(input.name)
  const { bytes } = await folderSize(places.kept(tools.job))
  const made = await updated(operation, input, bytes, tools)
  if (before?.next) await commitPlan(operation, input.name, before.next.plan, (spec) => ({ ...made(spec), version: input.version, next: null, retries: spec.retries + 1 }))
  await endUpdate(operation, input, before?.kept ?? null, tools)
  await visited(operation, input, tools)
}

/** Milliseconds that a runner may take to look; visits go there a moment later then, and nothing else hangs on it. */
const untilSeen = 10_000

/** Until its runner has sent visits to it: whoever hears that the update is done is not shown the version before. */
async function visited({ when }: Operation, { name, version }: UpdateInput, { signal }: JobTools): Promise<void> {
  const late = AbortSignal.timeout(untilSeen)
  await when(name, ({ spec }) => spec.version === version && spec.next === null, AbortSignal.any([signal, late])).catch((error: unknown) => {
    if (!late.aborted || signal.aborted) throw error
  })
}
