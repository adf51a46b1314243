import { readdir } from 'node:fs/promises'
import { posix } from 'node:path'
import type { Traefik } from '../bundle/traefik.ts'
import type { MachineFolders, Template } from '../bundle/bundle.ts'
import type { Docker } from '../docker/docker.ts'
import type { Mutex } from '../kit/mutex.ts'
import type { LocalDb } from '../localdb/localdb.ts'
import type { Listener, Spec } from '../model/instance.ts'
import type { EngineId, InstanceName } from '../model/names.ts'
import type { Plan } from '../model/plan.ts'
import { placeBundle } from './place.ts'
import type { Admit } from './place.ts'
import type { Places } from './places.ts'
import { pickPorts } from './ports.ts'
import type { PortRange } from './ports.ts'

export interface SettleOptions {
  readonly engine: EngineId
  readonly db: LocalDb
  readonly docker: Docker
  readonly places: Places
  readonly domain: string
  readonly url: (name: InstanceName) => string
  readonly ports: PortRange
  /** Admits an app that signs people in. */
  readonly admit?: Admit
  /** What the machine signs its word about visitors with, PEM. */
  readonly publicKey?: () => Promise<string>
  /** Who leads visitors to apps in the gateway's stead, if anybody. */
  readonly traefik?: Traefik | undefined
  /** Guards the choice of ports and subnets: chosen and committed before the next one chooses. */
  readonly choosing: Mutex
  /** The row has changed: its runner looks again. */
  readonly onSpec: (spec: Spec) => void
}

/**
 * Puts fetched files (or, with none, those it has) in place and makes the row say so; `change` says what else of
 * the row follows from the app. Nothing when the instance was removed meanwhile.
 */
export async function settleIn(options: SettleOptions, name: InstanceName, staged: string | null, change: (spec: Spec, template: Template) => Spec): Promise<Spec | undefined> {
  const spec = await options.db.specs.get(name)
  if (!spec || spec.removal) return undefined
  const machine = await machineFolders(options)
  const { plan, template } = await placeBundle(spec, staged, options.places.instance(name), { ...options, machine })
  return await commitPlan(options, name, plan, (now) => change(now, template))
}

async function commit({ db, ports }: Pick<SettleOptions, 'db' | 'ports'>, name: InstanceName, plan: Plan, change: (spec: Spec) => Spec): Promise<Spec | undefined> {
  const specs = await db.specs.all()
  const taken = new Set(specs.flatMap((spec) => spec.listeners.map(({ port }) => port)))
  const own = specs.find((spec) => spec.name === name)?.listeners.filter(({ entry }) => entry < plan.entries.length) ?? []
  const without = plan.entries.flatMap((_, entry) => (own.some((listener) => listener.entry === entry) ? [] : [entry]))
  const chosen = await pickPorts(without.length, ports, taken)
  const listeners: Listener[] = [...own, ...without.map((entry, at) => ({ entry, port: chosen[at] ?? 0 }))]
  return await db.specs.change(name, (spec) => ({ ...change(spec), plan, listeners }))
}

/** The row gets this plan with a port for each of its entries, and what `change` says; its runner looks again. */
export async function commitPlan(options: SettleOptions, name: InstanceName, plan: Plan, change: (spec: Spec) => Spec): Promise<Spec | undefined> {
  const done = await options.choosing.run(async () => await commit(options, name, plan, change))
  if (done) options.onSpec(done)
  return done
}

/** Folders of the shared one that published apps use by name. */
const usual = ['books', 'comics', 'documents', 'music', 'pictures', 'videos']

async function foldersIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name)
}

export async function machineFolders({ db, places }: Pick<SettleOptions, 'db' | 'places'>): Promise<MachineFolders> {
  const others = (await db.specs.all()).filter(({ plan }) => plan !== null)
  const sharedFolders = [...new Set([...usual, ...(await foldersIn(places.shared))])].sort()
  return { data: places.data, shared: places.shared, sharedFolders, neighbours: new Map(others.map(({ name }) => [name, posix.join(places.instance(name), 'data')])) }
}
