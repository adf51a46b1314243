import { join } from 'node:path'
import { policyOf } from '../bundle/access.ts'
import { erase, makeOurs } from '../instances/folder.ts'
import { readFolder } from '../instances/place.ts'
import { settleIn } from '../instances/settlein.ts'
import type { Handler, JobTools } from '../jobs/jobs.ts'
import type { Spec } from '../model/instance.ts'
import type { InstanceName } from '../model/names.ts'
import type { Policy } from '../model/policy.ts'
import { Problem } from '../model/problem.ts'
import { demandRoom } from './copy.ts'
import { keep, keptSpec } from './kept.ts'
import type { Operation } from './operation.ts'
import { putBack } from './putback.ts'
import { causeNow, getsWell, standStill } from './stand.ts'

export interface UpdateInput {
  readonly name: InstanceName
  readonly version: string
}

/**
 * The only job that moves a version: fetched while the old one serves, the data kept, switched, proven, or everything
 * back. From `begin` on the row says so, and nothing runs but what this job holds: whoever ends the job early (a
 * person, a lost machine) leaves it to the job that puts back.
 */
export function updateJob(operation: Operation): Handler<UpdateInput> {
  return {
    kind: 'update',
    doing: 'updated',
    title: ({ name, version }) => `Update ${name} to ${version}`,
    instance: ({ name }) => name,
    retry: { attempts: 3, first: 2000, cap: 30_000 },
    run: (input, tools) => update(operation, input, tools),
  }
}

async function update(operation: Operation, input: UpdateInput, tools: JobTools): Promise<void> {
  const staging = operation.places.staging(tools.job)
  await prepare(operation, input, staging, tools)
  const bytes = await tools.step('keep the data', async () => await keepOld(operation, input, tools))
  await tools.step('switch', async () => await change(operation, input, join(staging, 'app'), tools))
  const cause = await tools.step('prove', async () => await getsWell(operation, input.name, input.version, tools))
  if (cause) await tools.step('put back', async () => await putBack(operation, input.name, { version: input.version, cause }, tools))
  else await tools.step('finish', async () => await finish(operation, input, bytes, tools))
  await erase(staging)
  if (cause) throw new Problem('update-undone', { name: input.name, version: input.version, reason: cause.message })
}

/** While the old version serves. Begun already is prepared already: the copy that was made since counts no more as room that is missing. */
async function prepare(operation: Operation, input: UpdateInput, staging: string, tools: JobTools): Promise<void> {
  const spec = await operation.db.specs.get(input.name)
  if (!spec) throw new Problem('not-found', { what: 'app', name: input.name })
  if (spec.update?.job === tools.job) return
  try {
    await fetchNew(operation, spec, input.version, staging, tools)
    await demandRoom(operation.places.instance(input.name))
  } catch (error) {
    if (!tools.signal.aborted) await refuse(operation, spec, input.version, error)
    throw error
  }
  await begin(operation, input, tools)
}

async function fetchNew({ engine, fetch }: Operation, { origin, grants }: Spec, version: string, staging: string, tools: JobTools): Promise<void> {
  await makeOurs(staging, engine)
  await fetch({ origin, version }, join(staging, 'app'), { ...tools, grants })
}

/** A version that cannot be had, or has no room, is not tried again by itself. The installed one fetched afresh is none of these. */
async function refuse({ db, clock, onSpec }: Operation, { name, version: installed }: Spec, version: string, error: unknown): Promise<void> {
  if (version === installed) return
  const changed = await db.specs.change(name, (spec) => ({ ...spec, refused: { version, cause: causeNow(error, clock.date()) } }))
  if (changed) onSpec(changed)
}

/** After this the instance runs only as a hold says, also when the engine ends now and comes back. */
async function begin(operation: Operation, { name, version }: UpdateInput, tools: JobTools): Promise<void> {
  tools.signal.throwIfAborted()
  const changed = await operation.db.specs.change(name, (spec) => ({ ...spec, update: { job: tools.job, version } }))
  if (!changed || changed.removal) throw new Problem('not-found', { what: 'app', name })
  operation.onSpec(changed)
}

async function keepOld(operation: Operation, { name }: UpdateInput, tools: JobTools): Promise<number> {
  const { db, engine, places } = operation
  await standStill(operation, name, tools)
  const spec = await db.specs.get(name)
  if (!spec) throw new Problem('not-found', { what: 'app', name })
  return await keep({ ...spec, update: null }, places.instance(name), places.kept(tools.job), engine, tools)
}

async function change(operation: Operation, { name, version }: UpdateInput, staged: string, tools: JobTools): Promise<void> {
  await standStill(operation, name, tools)
  await settleIn(operation, name, staged, (spec, { meta }): Spec => ({ ...spec, version, retries: spec.retries + 1, lifecycle: meta.lifecycle, size: meta.minimum_portal_size }))
}

/** It is well: what was kept is what can be gone back to, and the one before that goes. */
async function finish({ db, places, holds, clock, onSpec }: Operation, { name, version }: UpdateInput, bytes: number, tools: JobTools): Promise<void> {
  const before = await db.specs.get(name)
  const old = await keptSpec(places.kept(tools.job))
  const suggested = before ? policyOf((await readFolder(before.origin.app, join(places.instance(name), 'app'))).meta) : null
  const done = await db.specs.change(name, (spec) => ({
    ...spec,
    policy: withNewPaths(spec.policy, suggested),
    update: null,
    refused: null,
    offered: spec.offered === version ? null : spec.offered,
    kept: old?.version ? { id: tools.job, version: old.version, at: clock.date().toISOString(), bytes } : null,
  }))
  if (before?.kept && before.kept.id !== tools.job) await erase(places.kept(before.kept.id))
  await holds.drop(tools.job)
  if (done) onSpec(done)
}

/** What the author says of paths that the policy does not mention yet: a new `/admin` is private from its first day. */
function withNewPaths(policy: Policy, suggested: Policy | null): Policy {
  return { ...policy, paths: { ...suggested?.paths, ...policy.paths } }
}
