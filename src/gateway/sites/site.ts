import { pauseAfter } from '../../kit/backoff.ts'
import type { Clock } from '../../kit/clock.ts'
import type { Route, Target } from '../protocol.ts'
import { sessionOf } from '../../model/visitor.ts'
import type { Visitor } from '../../model/visitor.ts'
import type { RequestHead } from '../http/head.ts'
import type { Stream, Told } from '../proxy/destination.ts'
import { placeOf, Upstream } from '../proxy/upstream.ts'
import type { GatewaySettings } from '../settings.ts'
import { conditionOf, reasonOf } from './condition.ts'
import type { Condition } from './condition.ts'
import { Demand } from './demand.ts'
import { Parking } from './parking.ts'
import { Streams } from './streams.ts'
import { VisitorHeaders } from './visitorheaders.ts'

export interface SiteOptions {
  readonly clock: Clock
  readonly settings: GatewaySettings
  /** Who sent this head to this instance. */
  readonly who: (instance: string, head: RequestHead) => Visitor
  /** What every app is told of somebody who is signed in: lines of a header. */
  readonly identify: (instance: string, visitor: Visitor) => readonly string[]
  /** Its demand changed. */
  readonly onDemand: (site: Site, urgent: boolean) => void
  /** Its target did not answer although it should run. */
  readonly onUnreachable: (site: Site) => void
}

/** What the gateway knows of one instance: its route, who wants it, who waits, and the way in. */
export class Site {
  readonly instance: Route['instance']
  readonly demand: Demand
  readonly parking: Parking
  /** Told of each change of the route: open waiting pages. */
  readonly watchers = new Set<() => void>()
  readonly #options: SiteOptions
  readonly #upstreams = new Map<number, Upstream>()
  /** Those, and the ones that take no new requests but still have streams open. */
  readonly #open = new Set<Upstream>()
  /** Requests, upgraded sockets and TCP connections under way. */
  readonly #streams = new Streams(() => this.#options.onDemand(this, true))
  #route: Route
  #condition: Condition
  #headers: VisitorHeaders | undefined
  #restricted = false
  #hasPaths = false
  #unreachable: NodeJS.Timeout | undefined
  #failures = 0

  constructor(route: Route, options: SiteOptions) {
    const { clock, settings } = options
    this.#options = options
    this.instance = route.instance
    this.demand = new Demand({ clock, pageGrace: settings.pageGrace, onChange: (urgent) => options.onDemand(this, urgent) })
    this.parking = new Parking({
      clock,
      places: settings.parked,
      time: settings.parkTime,
      name: () => this.#route.title,
      onPark: () => this.demand.park(),
      onLeave: () => this.demand.unpark(),
    })
    this.#route = route
    this.#condition = conditionOf(route)
    this.#streams.leadTo(placesOf(route))
    this.#settle()
  }

  get route(): Route {
    return this.#route
  }

  get condition(): Condition {
    return this.#condition
  }

  /** False where everybody may see everything, and is presented alike everywhere. */
  get restricted(): boolean {
    return this.#restricted
  }

  /** Whether it matters which path is asked for. */
  get hasPaths(): boolean {
    return this.#hasPaths
  }

  /** Where visits go now or are under way to, and how often that has changed. */
  get places(): Pick<Streams, 'places' | 'changes'> {
    return this.#streams
  }

  begin(stream: Stream): void {
    this.#streams.add(stream)
  }

  end(stream: Stream): void {
    this.#streams.delete(stream)
  }

  /** The way in through this entry, or nothing while there is none. */
  upstream(entry: number): Upstream | undefined {
    const target = this.target(entry)
    return target ? this.#upstreamTo(entry, target) : undefined
  }

  /** What the app is told of who sent this head for this path; nothing where there is nothing to say. */
  tell(head: RequestHead, path: string): Told | undefined {
    const headers = this.#headers
    if (!headers && head.cookie === '') return undefined
    const visitor = this.#options.who(this.instance, head)
    if (!headers && visitor.kind === 'anonymous') return undefined
    const declared = headers ? headers.tell(head.lines, path, visitor) : head.lines
    const known = this.#options.identify(this.instance, visitor)
    if (!headers) return { lines: declared.concat(known), session: sessionOf(visitor), isDeclared: nothing }
    const isDeclared = (name: string): boolean => headers.isDeclared(name)
    return { lines: declared.concat(otherThan(known, isDeclared)), session: sessionOf(visitor), isDeclared }
  }

  target(entry: number): Target | undefined {
    if (this.#condition !== 'open' || this.#unreachable) return undefined
    return this.#route.entries[entry]?.target ?? undefined
  }

  update(route: Route): void {
    this.#route = route
    this.#condition = conditionOf(route)
    this.#failures = 0
    this.#endPause()
    this.#settle()
    this.#leaveOthers()
    this.#streams.leadTo(placesOf(route))
    for (const told of [...this.watchers]) told()
    if (this.#condition === 'open') this.parking.release()
    if (this.#condition === 'failed' || this.#condition === 'shut') this.parking.giveUp(reasonOf(route))
  }

  /** Visitors are parked until the engine has looked and says what is, or a pause has passed. */
  unreachable(): void {
    if (this.#unreachable || this.#condition !== 'open') return
    this.#failures++
    const again = () => {
      this.#unreachable = undefined
      this.parking.release()
    }
    this.#unreachable = setTimeout(again, pauseAfter(this.#failures, { first: 100, cap: 2_000 }))
    this.#options.onUnreachable(this)
  }

  /** Breaks off what would not be let in any more. */
  keepOnly(mayStay: (stream: Stream) => boolean): void {
    for (const stream of this.#streams.all()) if (!mayStay(stream)) stream[Symbol.dispose]()
  }

  /** The instance is gone: nothing of it stays open. */
  close(): void {
    this.update({ ...this.#route, state: 'gone', cause: null })
    for (const upstream of this.#open) void upstream.destroy()
    for (const stream of this.#streams.all()) stream[Symbol.dispose]()
    this.demand.close()
    this.#endPause()
  }

  #settle(): void {
    const { policy, headers } = this.#route
    this.#headers = VisitorHeaders.of(headers)
    this.#hasPaths = Object.keys(policy.paths).length > 0 || this.#headers?.byPath === true
    this.#restricted = policy.access !== 'public' || this.#hasPaths
    this.demand.asleep = this.#condition === 'asleep' || this.#condition === 'paused'
    // Idle connections to something that sleeps are worth nothing when it wakes.
    if (this.#condition !== 'open') this.#closeUpstreams()
  }

  #upstreamTo(entry: number, target: Target): Upstream {
    const known = this.#upstreams.get(entry)
    if (known?.leadsTo(target)) return known
    if (known) this.#retire(known)
    const made = new Upstream({ target }, this.#options.settings.connectTime)
    this.#upstreams.set(entry, made)
    this.#open.add(made)
    return made
  }

  /** Idle connections to where no visit is sent any more keep something waiting that is to end. */
  #leaveOthers(): void {
    for (const [entry, upstream] of this.#upstreams) {
      const target = this.#route.entries[entry]?.target
      if (target && upstream.leadsTo(target)) continue
      this.#upstreams.delete(entry)
      this.#retire(upstream)
    }
  }

  #closeUpstreams(): void {
    for (const upstream of this.#upstreams.values()) this.#retire(upstream)
    this.#upstreams.clear()
  }

  #retire(upstream: Upstream): void {
    const ended = () => this.#open.delete(upstream)
    upstream.close().then(ended, ended)
  }

  #endPause(): void {
    clearTimeout(this.#unreachable)
    this.#unreachable = undefined
  }
}

function placesOf({ entries }: Route): readonly string[] {
  return entries.flatMap(({ target }) => (target ? [placeOf(target)] : []))
}

const nothing = (): boolean => false

/** What every app is told, as far as its author does not say it in other words. */
function otherThan(lines: readonly string[], isDeclared: (name: string) => boolean): string[] {
  return lines.filter((_, at) => !isDeclared(lines[at - (at % 2)] as string))
}
