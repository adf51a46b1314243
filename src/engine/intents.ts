import { readFile } from 'node:fs/promises'
import { demandGrants, missingGrants } from '../bundle/survey.ts'
import type { InstallInput } from '../instances/install.ts'
import type { Demands } from '../instances/demands.ts'
import { pickSubnet, routesOf } from '../instances/networks.ts'
import { shelfIdFor } from '../instances/shelf.ts'
import type { Docker } from '../docker/docker.ts'
import type { Docking } from '../doors/door.ts'
import type { Jobs } from '../jobs/jobs.ts'
import type { Clock } from '../kit/clock.ts'
import type { Mutex } from '../kit/mutex.ts'
import type { LocalDb } from '../localdb/localdb.ts'
import type { Accepted, ChangeBody, InstallBody } from '../model/api.ts'
import type { Spec } from '../model/instance.ts'
import { InstanceName } from '../model/names.ts'
import type { ShelfId } from '../model/names.ts'
import type { Ask, Grant } from '../model/grant.ts'
import { appOf } from '../model/origin.ts'
import type { Offer, OfferDetails, Origin } from '../model/origin.ts'
import { Problem } from '../model/problem.ts'
import { UpdatePolicy } from '../model/updatepolicy.ts'
import { terminalGrant } from '../model/terminal.ts'
import type { UpdateBody } from '../model/update.ts'
import { demandDomains } from './domains.ts'

export interface IntentTools {
  readonly db: LocalDb
  readonly jobs: Jobs
  readonly docker: Docker
  readonly demands: Demands
  readonly clock: Clock
  readonly pool: string
  /** The machine's own. */
  readonly domain: string
  readonly choosing: Mutex
  /** Names of what becomes an instance sooner or later. */
  readonly reserved: () => readonly InstanceName[]
  readonly offers: () => Promise<readonly Offer[]>
  readonly details: (origin: Origin) => Promise<OfferDetails>
  /** What an installed app asks for, read from its own files. */
  readonly asks: (spec: Spec) => Promise<readonly Ask[]>
  /** Is the machine in open mode for visitors? */
  readonly isOpen: () => Promise<boolean>
  /** A spec has changed: its runner looks again. */
  readonly onSpec: (spec: Spec) => void
}

/** What people ask for. Each writes what should be and wakes the owner; none acts. */
export class Intents {
  readonly #tools: IntentTools

  constructor(tools: IntentTools) {
    this.#tools = tools
  }

  /** The row and its job are committed together: after an answer nothing of it can be lost. */
  async install(body: InstallBody): Promise<Accepted> {
    const offer = await this.#offer(body)
    await this.#demandGrants(offer, body.grants ?? [])
    return await this.#tools.choosing.run(async () => {
      const spec = await this.#newSpec(body, offer)
      const input: InstallInput = { name: spec.name, origin: offer.origin, version: offer.version, shelf: body.shelf ?? null, policy: body.policy ?? null, open: await this.#tools.isOpen() }
      return await this.#begin(spec, input)
    })
  }

  /** What a door docks by itself, in its first version; from then on it is updated as soon as there is another. */
  async docked({ name, title, grants, aliases = [] }: Docking, input: InstallInput): Promise<Accepted> {
    const { db, choosing } = this.#tools
    return await choosing.run(async () => {
      const specs = await db.specs.all()
      if (specs.some((spec) => spec.name === name)) throw new Problem('conflict', { what: 'an app', name })
      const spec = this.#fresh({ name, title, origin: input.origin, grants, subnet: await this.#subnet(name, specs) })
      return await this.#begin({ ...spec, aliases, updates: { when: 'auto', from: 0, to: 0 } }, input)
    })
  }

  /** Its containers go and its data moves to the shelf. Asking twice is asking once. Not while its data is between two versions. */
  async remove(name: InstanceName): Promise<void> {
    const { clock } = this.#tools
    const spec = await this.#spec(name)
    if (spec.update ?? spec.next) throw new Problem('busy', { name, doing: 'updated' })
    await this.#cancelJobs(name)
    await this.#leave(name, shelfIdFor(name, clock.date()))
  }

  /**
   * As `remove`, with all its data, for ever: for what a door made by itself and takes back, never for what a person keeps.
   * What is gone already is gone. An update at work is ended, and put back first: then `busy` is thrown, and it is asked again.
   * Never to be awaited in a job of the instance itself: jobs of it that are at work are ended and waited for.
   */
  async discard(name: InstanceName): Promise<void> {
    if (!(await this.#tools.db.specs.get(name))) return
    await this.#cancelJobs(name)
    const now = await this.#tools.db.specs.get(name)
    if (now?.update ?? now?.next) throw new Problem('busy', { name, doing: 'updated' })
    await this.#leave(name, null)
  }

  async start(name: InstanceName): Promise<void> {
    const spec = await this.#change(name, (now) => ({ ...now, mode: now.mode === 'off' ? 'on-request' : now.mode }))
    this.#tools.demands.touch(name)
    this.#tools.onSpec(spec)
  }

  /** Stays off until somebody starts it: visits, restarts and re-docking do not wake it. */
  async stop(name: InstanceName): Promise<void> {
    const spec = await this.#change(name, (now) => ({ ...now, mode: 'off' }))
    this.#tools.demands.forget(name)
    this.#tools.onSpec(spec)
  }

  /** From the start, as if it had never failed: a failed fetch is fetched again, a failed start started again. */
  async retry(name: InstanceName): Promise<void> {
    const { jobs, demands, onSpec } = this.#tools
    const spec = await this.#change(name, (now) => ({ ...now, retries: now.retries + 1 }))
    demands.touch(name)
    onSpec(spec)
    if (spec.plan && !spec.update) return
    const job = (await jobs.list()).find((view) => view.instance === name && !isLive(view.state))
    if (job) await jobs.retry(job.id)
  }

  /** Other grants make its files anew, which is a job; a grant it does not run without is not taken from it. */
  async change(name: InstanceName, body: ChangeBody): Promise<Spec> {
    const before = await this.#spec(name)
    const regrant = body.grants !== undefined && before.plan !== null && inFiles(before.grants) !== inFiles(body.grants)
    if (regrant) await this.#demandEnough(before, body.grants ?? [])
    const given = Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined))
    const spec = await this.#tools.choosing.run(async () => {
      if (body.domains) demandDomains(name, body.domains, { specs: await this.#tools.db.specs.all(), domain: this.#tools.domain })
      return await this.#change(name, (now) => ({ ...now, ...given }))
    })
    this.#tools.onSpec(spec)
    if (regrant) await this.#tools.jobs.start('replace', key(name), { name })
    return spec
  }

  /** To the offered version, or the installed one fetched afresh. The working version stays until the new one has proven itself. */
  async update(name: InstanceName, body: UpdateBody): Promise<Accepted> {
    const spec = await this.#spec(name)
    const version = body.version ?? spec.offered ?? ''
    if (!spec.plan || (version !== spec.offered && version !== spec.version)) throw new Problem('nothing-offered', { name, version })
    const grants = [...new Set([...spec.grants, ...(body.grants ?? [])])]
    const { asks } = await this.#tools.details(spec.origin)
    demandGrants(appOf(spec.origin), asks, grants)
    const changed = await this.#change(name, (now) => ({ ...now, grants, refused: now.refused?.version === version ? null : now.refused }))
    this.#tools.onSpec(changed)
    const job = await this.#tools.jobs.start('update', key(name), { name, version })
    return { instance: name, job: job.id }
  }

  /** What was written since the update goes to the shelf. */
  async rollback(name: InstanceName): Promise<Accepted> {
    const spec = await this.#spec(name)
    if (!spec.kept) throw new Problem('nothing-kept', { name })
    const job = await this.#tools.jobs.start('rollback', key(name), { name })
    return { instance: name, job: job.id }
  }

  async #cancelJobs(name: InstanceName): Promise<void> {
    const { jobs } = this.#tools
    for (const job of await jobs.list()) {
      if (job.instance === name && isLive(job.state)) await jobs.cancel(job.id)
    }
  }

  /** What was asked for first stands. `shelf`: where its data goes; null: nowhere. */
  async #leave(name: InstanceName, shelf: ShelfId | null): Promise<void> {
    const changed = await this.#tools.db.specs.change(name, (now) => ({ ...now, removal: now.removal ?? { shelf } }))
    if (changed) this.#tools.onSpec(changed)
  }

  async #begin(spec: Spec, input: InstallInput): Promise<Accepted> {
    const { db, jobs, onSpec } = this.#tools
    const job = await db.tx(async (t) => {
      await t.specs.insert(spec)
      return await jobs.startIn(t, 'install', key(spec.name), input)
    })
    onSpec(spec)
    jobs.wake()
    return { instance: spec.name, job: job.id }
  }

  async #offer(body: InstallBody): Promise<Offer> {
    const offers = await this.#tools.offers()
    const offer = offers.find(({ origin }) => origin.app === body.app && (body.store === undefined || origin.store === body.store))
    if (!offer) throw new Problem('no-offer', { app: body.app })
    return offer
  }

  /** What it asks for is known before anything is fetched, so it is said before too; and so is what is wrong with it. */
  async #demandGrants({ origin }: Offer, grants: readonly Grant[]): Promise<void> {
    demandGrants(origin.app, (await this.#tools.details(origin)).asks, grants)
  }

  async #demandEnough(spec: Spec, grants: readonly Grant[]): Promise<void> {
    const missing = missingGrants(await this.#tools.asks(spec), grants)
    if (missing.length > 0) throw new Problem('needs-grant', { name: spec.name, what: missing.map(({ what }) => what).join(', ') })
  }

  async #newSpec(body: InstallBody, offer: Offer): Promise<Spec> {
    const { db } = this.#tools
    const specs = await db.specs.all()
    const taken = new Set([...[...specs, ...(await db.projects.all())].map((row) => row.name), ...this.#tools.reserved()])
    const name = body.name ?? freeName(body.app, taken)
    if (taken.has(name)) throw new Problem('conflict', { what: 'an app', name })
    if (body.shelf && !(await db.shelf.get(body.shelf))) throw new Problem('not-found', { what: 'kept data', name: body.shelf })
    const { title, origin, size } = offer
    return { ...this.#fresh({ name, title, origin, grants: body.grants ?? [], subnet: await this.#subnet(name, specs) }), size, ...(body.policy ? { policy: body.policy } : {}) }
  }

  /** Private, on request, and with nothing in it yet. */
  #fresh({ grants, ...known }: Pick<Spec, 'name' | 'title' | 'origin' | 'subnet'> & { readonly grants: readonly Grant[] }): Spec {
    const closed = { mode: 'on-request', policy: { access: 'private', paths: {} }, lifecycle: { always_on: false, skip_pause: false }, size: 'xs' } as const
    const nothing = { version: null, offered: null, plan: null, listeners: [], update: null, next: null, domains: [], aliases: [], refused: null, kept: null, removal: null, retries: 0 }
    return { ...known, ...closed, ...nothing, grants: [...new Set(grants)], updates: UpdatePolicy.parse({}), created: this.#tools.clock.date().toISOString() }
  }

  async #subnet(name: string, specs: readonly Spec[]): Promise<string> {
    const routes = routesOf(await readFile('/proc/net/route', 'utf8').catch(() => ''))
    const subnet = pickSubnet(this.#tools.pool, [...(await this.#tools.docker.subnets()), ...routes, ...specs.map((spec) => spec.subnet)])
    if (!subnet) throw new Problem('no-network', { name })
    return subnet
  }

  async #change(name: InstanceName, make: (spec: Spec) => Spec): Promise<Spec> {
    const spec = await this.#spec(name)
    if (spec.removal) throw new Problem('busy', { name, doing: 'removed' })
    return (await this.#tools.db.specs.change(name, make)) ?? spec
  }

  async #spec(name: InstanceName): Promise<Spec> {
    const spec = await this.#tools.db.specs.get(name)
    if (!spec) throw new Problem('not-found', { what: 'app', name })
    return spec
  }
}

/** What of the grants its files are made of; a terminal is not. */
function inFiles(grants: readonly Grant[]): string {
  return grants
    .filter((grant) => grant !== terminalGrant)
    .toSorted()
    .join()
}

/** One job at a time is at work on an instance. */
function key(name: InstanceName): string {
  return `instance:${name}`
}

function isLive(state: string): boolean {
  return state === 'queued' || state === 'running' || state === 'waiting'
}

/** The app's own name, else the first that is free with a number: `notes`, `notes-2`, `notes-3`. */
function freeName(named: string, taken: ReadonlySet<string>): InstanceName {
  const app = named.replaceAll('_', '-')
  for (let number = 1; ; number++) {
    const name = number === 1 ? app : `${app.slice(0, 36)}-${number}`
    const parsed = InstanceName.safeParse(name)
    if (parsed.success && !taken.has(name)) return parsed.data
  }
}
