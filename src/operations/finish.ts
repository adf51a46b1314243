import { join } from 'node:path'
import { policyOf } from '../bundle/access.ts'
import { erase } from '../instances/folder.ts'
import { readFolder } from '../instances/place.ts'
import type { JobTools } from '../jobs/jobs.ts'
import type { Spec } from '../model/instance.ts'
import { appOf } from '../model/origin.ts'
import type { Policy } from '../model/policy.ts'
import { keptSpec } from './kept.ts'
import type { Operation, UpdateInput } from './operation.ts'

/** What a row becomes when an update is well: what was kept is what can be gone back to, and the app's own files say the rest. */
export async function updated({ db, places, clock }: Operation, { name, version }: UpdateInput, bytes: number, tools: JobTools): Promise<(spec: Spec) => Spec> {
  const before = await db.specs.get(name)
  const old = await keptSpec(places.kept(tools.job))
  const meta = before && (await readFolder(appOf(before.origin), join(places.instance(name), 'app'))).meta
  const suggested = meta ? policyOf(meta) : null
  return (spec) => ({
    ...spec,
    policy: withNewPaths(spec.policy, suggested),
    lifecycle: meta?.lifecycle ?? spec.lifecycle,
    size: meta?.minimum_portal_size ?? spec.size,
    update: null,
    refused: null,
    offered: spec.offered === version ? null : spec.offered,
    kept: old?.version ? { id: tools.job, version: old.version, at: clock.date().toISOString(), bytes } : null,
  })
}

/** What was kept before this update goes, and its hold falls. */
export async function endUpdate({ db, places, holds, onSpec }: Operation, { name }: UpdateInput, before: Spec['kept'], tools: JobTools): Promise<void> {
  if (before && before.id !== tools.job) await erase(places.kept(before.id))
  await holds.drop(tools.job)
  const spec = await db.specs.get(name)
  if (spec) onSpec(spec)
}

/** What the author says of paths that the policy does not mention yet: a new `/admin` is private from its first day. */
function withNewPaths(policy: Policy, suggested: Policy | null): Policy {
  return { ...policy, paths: { ...suggested?.paths, ...policy.paths } }
}
