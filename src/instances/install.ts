import { join } from 'node:path'
import { policyOf } from '../bundle/access.ts'
import type { Docker } from '../docker/docker.ts'
import type { Handler, JobTools } from '../jobs/jobs.ts'
import type { Mutex } from '../kit/mutex.ts'
import type { LocalDb } from '../localdb/localdb.ts'
import type { AppMeta } from '../model/app.ts'
import type { Listener, Spec } from '../model/instance.ts'
import type { EngineId, InstanceName, ShelfId } from '../model/names.ts'
import type { Origin } from '../model/origin.ts'
import type { Policy } from '../model/policy.ts'
import type { Plan } from '../model/plan.ts'
import { erase, exists, makeOurs, moveFolder } from './folder.ts'
import { placeBundle } from './place.ts'
import type { Places } from './places.ts'
import { pickPorts } from './ports.ts'
import type { PortRange } from './ports.ts'

export interface InstallInput {
  readonly name: InstanceName
  readonly origin: Origin
  readonly version: string
  /** Kept data to start from. */
  readonly shelf: ShelfId | null
  /** As the person chose; else as the app's author suggests. */
  readonly policy: Policy | null
}

export interface InstallOptions {
  readonly engine: EngineId
  readonly db: LocalDb
  readonly docker: Docker
  readonly places: Places
  readonly domain: string
  readonly ports: PortRange
  /** Guards the choice of ports and subnets: chosen and committed before the next one chooses. */
  readonly choosing: Mutex
  /** The door's fetch, handed in: instances know no door. */
  readonly fetch: (what: { origin: Origin; version: string }, into: string, tools: JobTools) => Promise<{ readonly meta: AppMeta }>
  readonly onPlaced: (spec: Spec) => void
}

/** The job that brings an instance's first version: fetch, place, commit. It starts and stops nothing. */
export function installJob(options: InstallOptions): Handler<InstallInput> {
  return {
    kind: 'install',
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
  const { meta } = await options.fetch({ origin: input.origin, version: input.version }, into, tools)
  const placed = await tools.step('place', async () => await place(options, input, meta, into))
  if (placed) tools.log(`${input.name} ${input.version} is in place`)
  await erase(staging)
}

/** False when the instance was removed meanwhile: then there is nothing to place. */
async function place(options: InstallOptions, input: InstallInput, meta: AppMeta, staged: string): Promise<boolean> {
  const { db, places } = options
  const spec = await db.specs.get(input.name)
  if (!spec || spec.removal) return false
  const folder = places.instance(input.name)
  if (input.shelf) await attach(options, input.shelf, folder)
  const placing: Spec = { ...spec, title: meta.pretty_name, policy: input.policy ?? policyOf(meta), lifecycle: meta.lifecycle }
  const { plan } = await placeBundle(placing, meta, staged, folder, options)
  const done = await options.choosing.run(async () => await commit(options, input, placing, plan))
  if (done) options.onPlaced(done)
  return done !== undefined
}

async function commit({ db, ports }: InstallOptions, input: InstallInput, placing: Spec, plan: Plan): Promise<Spec | undefined> {
  const taken = new Set((await db.specs.all()).flatMap((spec) => (spec.name === input.name ? [] : spec.listeners.map(({ port }) => port))))
  const chosen = await pickPorts(plan.entries.length, ports, taken)
  const listeners: Listener[] = chosen.map((port, entry) => ({ port, entry }))
  const { title, policy, lifecycle } = placing
  return await db.specs.change(input.name, (spec) => ({ ...spec, title, policy, lifecycle, plan, listeners, version: input.version, offered: null }))
}

/** Kept data leaves the shelf. The folder moves first; a row whose folder has moved is then dropped. */
async function attach({ db, places }: InstallOptions, shelf: ShelfId, folder: string): Promise<void> {
  const kept = places.shelf(shelf)
  if (await exists(kept)) await moveFolder(kept, folder)
  await db.shelf.remove(shelf)
}
