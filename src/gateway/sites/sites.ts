import { bracketed, parseHost } from '../http/host.ts'
import type { EngineFrame, Route } from '../protocol.ts'
import { ConsoleEntry } from './console.ts'
import { SiteEntry } from './entry.ts'
import { Site } from './site.ts'
import type { SiteOptions } from './site.ts'

export interface SitesOptions extends SiteOptions {
  readonly onGone: (site: Site) => void
}

type Snapshot = Extract<EngineFrame, { type: 'snapshot' }>

/** Where a name leads. */
export type Place = SiteEntry | ConsoleEntry | undefined

/** The hosts whose meaning is remembered as they were written. */
const most = 10_000

/** All instances, and what each name and port means. */
export class Sites implements Disposable {
  readonly console: ConsoleEntry
  readonly #options: SitesOptions
  readonly #sites = new Map<string, Site>()
  readonly #entries = new Map<string, SiteEntry[]>()
  readonly #places = new Map<string, Place>()
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
    this.#places.clear()
  }

  put(route: Route): Site {
    const known = this.#sites.get(route.instance)
    const site = known ?? new Site(route, this.#options)
    this.#sites.set(route.instance, site)
    this.#keepEntries(site, route.entries.length)
    this.#places.clear()
    if (known) known.update(route)
    return site
  }

  drop(instance: string): void {
    const site = this.#sites.get(instance)
    this.#sites.delete(instance)
    this.#entries.delete(instance)
    this.#places.clear()
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

  #find(header: string): Place {
    const host = parseHost(header)
    if (!host || this.#domain === undefined) return undefined
    if (host.isAddress || this.#consoleNames.has(bracketed(host))) return this.console
    const suffix = [`.${this.#domain}`, ...(this.#lan === undefined ? [] : [`-${this.#lan}.local`])].find((one) => host.name.endsWith(one))
    if (suffix === undefined) return undefined
    const entries = this.#entries.get(host.name.slice(0, -suffix.length))
    return entries?.find((entry) => entry.protocol === 'http')
  }
}
