import { bracketed, parseHost } from '../http/host.ts'
import type { EngineFrame, Route } from '../protocol.ts'
import { OtherVersion } from './otherversion.ts'
import { ConsoleEntry } from './console.ts'
import { SiteEntry } from './entry.ts'
import { Site } from './site.ts'
import type { SiteOptions } from './site.ts'

export interface SitesOptions extends SiteOptions {
  readonly onGone: (site: Site) => void
}

type Snapshot = Extract<EngineFrame, { type: 'snapshot' }>

/** Where a name leads. */
export type Place = SiteEntry | OtherVersion | ConsoleEntry | undefined

/** Below the domain the engine answers to this label as the labs' server did, where no app has it. */
const labs = 'labs'
/** The hosts whose meaning is remembered as they were written. */
const most = 10_000

/** All instances, and what each name and port means. */
export class Sites implements Disposable {
  readonly console: ConsoleEntry
  readonly #options: SitesOptions
  readonly #sites = new Map<string, Site>()
  readonly #entries = new Map<string, SiteEntry[]>()
  readonly #places = new Map<string, Place>()
  /** Instances by the names of their own; made anew when it is asked for after a change. */
  #own: ReadonlyMap<string, string> | undefined
  /** What the labels of versions mean; made anew like those. */
  #versions: ReadonlyMap<string, SiteEntry | OtherVersion> | undefined
  #consoleNames: ReadonlySet<string> = new Set()
  #domain: string | undefined
  #lan: string | undefined

  constructor(options: SitesOptions) {
    this.#options = options
    this.console = new ConsoleEntry(options.settings, options.clock)
  }

  /** The domain the instances are names of; nothing before the engine has told. */
  get domain(): string | undefined {
    return this.#domain
  }

  /** The engine's label on the LAN, where apps answer at `<instance>-<label>.local`. */
  get lan(): string | undefined {
    return this.#lan
  }

  all(): IterableIterator<Site> {
    return this.#sites.values()
  }

  /** Is this `Host` a name that an instance has besides `<instance>.<domain>`? */
  isOwn(host: string): boolean {
    const name = parseHost(host)?.name
    return name !== undefined && this.at(host) instanceof SiteEntry && this.#ownNames().has(name)
  }

  /** Each entry that has a port of its own. */
  *listening(): Generator<readonly [port: number, entry: SiteEntry]> {
    for (const entry of [...this.#entries.values()].flat()) {
      const port = entry.site.route.entries[entry.index]?.listen
      if (port) yield [port, entry]
    }
  }

  /** Where this `Host` leads. */
  at(host: string): Place {
    const known = this.#places.get(host)
    if (known || this.#places.has(host)) return known
    const place = this.#find(host)
    if (this.#places.size >= most) this.#places.clear()
    this.#places.set(host, place)
    return place
  }

  take(snapshot: Snapshot): void {
    this.#domain = snapshot.domain.toLowerCase()
    this.#lan = snapshot.lan ?? undefined
    const onLan = snapshot.lan === null ? [] : [`berth-${snapshot.lan}.local`]
    this.#consoleNames = new Set([`berth.${this.#domain}`, ...onLan, ...snapshot.consoleNames.map((name) => name.toLowerCase())])
    this.console.listensAt(snapshot.engineSocket)
    const there = new Set<string>(snapshot.routes.map((route) => route.instance))
    for (const site of [...this.all()]) if (!there.has(site.instance)) this.drop(site.instance)
    for (const route of snapshot.routes) this.put(route)
    this.#forget()
  }

  put(route: Route): Site {
    const known = this.#sites.get(route.instance)
    const site = known ?? new Site(route, this.#options)
    this.#sites.set(route.instance, site)
    this.#keepEntries(site, route.entries.length)
    if (known) known.update(route)
    this.#forget()
    return site
  }

  drop(instance: string): void {
    const site = this.#sites.get(instance)
    this.#sites.delete(instance)
    this.#entries.delete(instance)
    this.#forget()
    if (!site) return
    site.close()
    this.#options.onGone(site)
  }

  [Symbol.dispose](): void {
    for (const site of [...this.all()]) this.drop(site.instance)
    this.console[Symbol.dispose]()
  }

  /** The same entry stays the same object, so that what refers to it stays right. */
  #keepEntries(site: Site, count: number): void {
    const entries = this.#entries.get(site.instance) ?? []
    if (entries.length === count && this.#entries.has(site.instance)) return
    this.#entries.set(
      site.instance,
      Array.from({ length: count }, (_, index) => entries[index] ?? new SiteEntry(site, index)),
    )
  }

  /** What names mean is another thing from now on. */
  #forget(): void {
    this.#places.clear()
    this.#own = undefined
    this.#versions = undefined
  }

  /** What is the machine's is never an instance's, whatever a route says. */
  #find(header: string): Place {
    const host = parseHost(header)
    if (!host || this.#domain === undefined) return undefined
    if (host.isAddress || this.#consoleNames.has(bracketed(host))) return this.console
    const suffix = [`.${this.#domain}`, ...(this.#lan === undefined ? [] : [`-${this.#lan}.local`])].find((one) => host.name.endsWith(one))
    if (suffix === undefined) return this.#entryOf(this.#ownNames().get(host.name))
    const label = host.name.slice(0, -suffix.length)
    if (this.#sites.has(label)) return this.#entryOf(label)
    return this.#ofVersions().get(label) ?? (host.name === `${labs}.${this.#domain}` ? this.console : undefined)
  }

  /** The one that an instance's name leads to. */
  #entryOf(instance: string | undefined): SiteEntry | undefined {
    return instance === undefined ? undefined : this.#entries.get(instance)?.find((entry) => entry.protocol === 'http')
  }

  /** Of two that claim one label the first has it. */
  #ofVersions(): ReadonlyMap<string, SiteEntry | OtherVersion> {
    if (this.#versions) return this.#versions
    const claims = [...this.all()].flatMap(({ instance, route }) => {
      const entry = this.#entryOf(instance)
      return entry ? (route.aliases ?? []).map((alias) => [alias.label, alias.current ? entry : new OtherVersion(entry, alias)] as const) : []
    })
    return (this.#versions = new Map(claims.toReversed()))
  }

  /** Of two that claim one name the first has it. */
  #ownNames(): ReadonlyMap<string, string> {
    if (this.#own) return this.#own
    const claims = [...this.all()].flatMap(({ instance, route }) => (route.hosts ?? []).map((name) => [name.toLowerCase(), instance] as const))
    return (this.#own = new Map(claims.toReversed()))
  }
}
