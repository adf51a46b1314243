import { join } from 'node:path'
import { openedPolicy, policyOf } from '../bundle/access.ts'
import type { Handler, JobTools } from '../jobs/jobs.ts'
import type { Spec } from '../model/instance.ts'
import type { Grant } from '../model/grant.ts'
import type { InstanceName, ShelfId } from '../model/names.ts'
import type { Origin } from '../model/origin.ts'
import type { Policy } from '../model/policy.ts'
import { erase, exists, makeOurs, moveFolder } from './folder.ts'
import { sow, weighSeed } from './seed.ts'
import type { Seeding } from './seed.ts'
import { settleIn } from './settlein.ts'
import type { SettleOptions } from './settlein.ts'

export interface InstallInput {
  readonly name: InstanceName
  readonly origin: Origin
  readonly version: string
  /** Kept data to start from. */
  readonly shelf: ShelfId | null
  /** As the person chose; else as the app's author suggests. */
  readonly policy: Policy | null
  /** The machine was in open mode for visitors when it was asked for. */
  readonly open?: boolean
  /** The instance whose data it begins with a copy of. */
  readonly seed?: InstanceName
}

/** The door's fetch, handed in: instances know no door. */
export type Fetch = (what: { origin: Origin; version: string }, into: string, tools: JobTools & { readonly grants: readonly Grant[] }) => Promise<unknown>

export interface InstallOptions extends SettleOptions {
  readonly fetch: Fetch
  readonly seeding: Seeding
}

/** The job that brings an instance's first version: fetch, place, commit. It starts and stops nothing. */
export function installJob(options: InstallOptions): Handler<InstallInput> {
  return {
    kind: 'install',
    doing: 'installed',
    title: (input) => `Install ${input.name}`,
    instance: (input) => input.name,
    retry: { attempts: 3, first: 2000, cap: 30_000 },
    run: (input, tools) => install(options, input, tools),
  }
}

async function install(options: InstallOptions, input: InstallInput, tools: JobTools): Promise<void> {
  const staging = options.places.staging(tools.job)
  await makeOurs(staging, options.engine)
  const into = join(staging, 'app')
  await weighSeed(options, input, tools)
  const { grants = [] } = (await options.db.specs.get(input.name)) ?? {}
  // A step around the door's own: the next one moves what was fetched away, and cut off there it must not be looked for again.
  await tools.step('fetch', async () => {
    await options.fetch({ origin: input.origin, version: input.version }, into, { ...tools, grants })
  })
  await sow(options, input, tools)
  const placed = await tools.step('place', async () => await place(options, input, into))
  if (placed) tools.log(`${input.name} ${input.version} is in place`)
  await erase(staging)
}

/** False when the instance was removed meanwhile: then there is nothing to place. */
async function place(options: InstallOptions, input: InstallInput, staged: string): Promise<boolean> {
  if (input.shelf) await attach(options, input.name, input.shelf)
  const done = await settleIn(options, input.name, staged, (spec, { meta }): Spec => {
    const suggested = policyOf(meta)
    const policy = input.policy ?? (input.open ? openedPolicy(suggested) : suggested)
    return { ...spec, title: meta.pretty_name, policy, lifecycle: meta.lifecycle, size: meta.minimum_portal_size, version: input.version, offered: null }
  })
  return done !== undefined
}

/** Kept data leaves the shelf. The folder moves first; a row whose folder has moved is then dropped. */
async function attach({ db, places }: InstallOptions, name: InstanceName, shelf: ShelfId): Promise<void> {
  const spec = await db.specs.get(name)
  if (!spec || spec.removal) return
  const kept = places.shelf(shelf)
  if (await exists(kept)) await moveFolder(kept, places.instance(name))
  await db.shelf.remove(shelf)
}
