import { join } from 'node:path'
import type { Template } from '../bundle/bundle.ts'
import type { Spec } from '../model/instance.ts'
import type { InstanceName, JobId } from '../model/names.ts'
import type { Plan } from '../model/plan.ts'
import { exists, moveFolder } from './folder.ts'
import { drawUp, placeBundle } from './place.ts'
import { machineFolders } from './settlein.ts'
import type { SettleOptions } from './settlein.ts'

/** What fetched files would become in place of those that are there; nothing is written. */
export async function drawBeside(options: SettleOptions, spec: Spec, staged: string): Promise<{ readonly plan: Plan; readonly meta: Template['meta'] }> {
  const machine = await machineFolders(options)
  const { rendered, template } = await drawUp(spec, staged, options.places.instance(spec.name), { ...options, machine })
  return { plan: rendered.plan, meta: template.meta }
}

export interface Beside {
  readonly name: InstanceName
  readonly job: JobId
  readonly version: string
  /** The fetched files. */
  readonly staged: string
  /** Where the files of the version that serves go. */
  readonly aside: string
}

/**
 * Puts another version in place beside the one that serves. Its containers go on with the files they have, as those
 * are moved and never deleted; whatever starts from now on starts from the new ones. May be done again.
 */
export async function settleBeside(options: SettleOptions, { name, job, version, staged, aside }: Beside): Promise<Spec | undefined> {
  const spec = await options.db.specs.get(name)
  if (!spec || spec.removal) return undefined
  const folder = options.places.instance(name)
  if (!(await exists(aside))) await moveFolder(join(folder, 'app'), aside)
  if (await exists(staged)) await moveFolder(staged, join(folder, 'app'))
  const { plan } = await placeBundle(spec, null, folder, { ...options, machine: await machineFolders(options) })
  const done = await options.db.specs.change(name, (now) => ({ ...now, next: { job, version, plan } }))
  if (done) options.onSpec(done)
  return done
}
