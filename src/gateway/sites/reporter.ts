import type { Clock } from '../../kit/clock.ts'
import { Loop } from '../../kit/loop.ts'
import type { Log } from '../../kit/log.ts'
import type { DemandRow, GatewayFrame } from '../protocol.ts'
import type { Site } from './site.ts'

export interface ReporterOptions {
  readonly clock: Clock
  readonly log: Log
  /** The least time between two rows about one instance, milliseconds. */
  readonly every: number
  readonly send: (frame: GatewayFrame) => void
}

/**
 * Tells the engine who is wanted: at once when that begins or ends after some quiet, somebody begins or
 * stops waiting, or the last visit has left where no new ones go, else at most once in `every`. A busy gateway thus says no more than an idle one.
 */
export class Reporter implements AsyncDisposable {
  readonly #options: ReporterOptions
  readonly #changed = new Set<Site>()
  readonly #sent = new Map<Site, { at: number; waiting: boolean; changes: number }>()
  readonly #loop: Loop
  #asleep = false

  constructor(options: ReporterOptions) {
    this.#options = options
    const onError = (err: unknown): void => options.log.error({ err }, 'demand could not be told')
    this.#loop = new Loop({ turn: () => Promise.resolve(this.#turn()), onError })
  }

  note(site: Site): void {
    if (this.#changed.has(site) && !this.#isOther(site)) return
    this.#changed.add(site)
    if (this.#asleep && this.#isDue(site)) this.#wake()
    else if (this.#changed.size === 1) this.#wake()
  }

  forget(site: Site): void {
    this.#changed.delete(site)
    this.#sent.delete(site)
  }

  /**
   * All of it, for an engine that has just come. Instances that nobody asked for since the gateway
   * started are left out: of those the gateway knows no more than the engine.
   */
  tellAll(sites: Iterable<Site>): void {
    const rows = [...sites].filter((site) => site.demand.known).map((site) => this.#rowOf(site))
    this.#options.send({ type: 'demand', full: true, rows })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#loop[Symbol.asyncDispose]()
  }

  #wake(): void {
    this.#asleep = false
    this.#loop.wake()
  }

  /** Sends what is due; milliseconds until the next is, or nothing when there is none. */
  #turn(): number | undefined {
    const due = [...this.#changed].filter((site) => this.#isDue(site))
    for (const site of due) this.#changed.delete(site)
    const rows = due.map((site) => this.#rowOf(site))
    if (rows.length > 0) this.#options.send({ type: 'demand', full: false, rows })
    // Somebody who waits is said again, so that the engine does not take an old row for idleness.
    for (const site of due) if (site.demand.waiting) this.#changed.add(site)
    this.#asleep = true
    return this.#changed.size > 0 ? this.#options.every : undefined
  }

  #isDue(site: Site): boolean {
    const sent = this.#sent.get(site)
    if (!sent || this.#isOther(site)) return true
    return this.#options.clock.steady() - sent.at >= this.#options.every
  }

  #rowOf(site: Site): DemandRow {
    this.#sent.set(site, { at: this.#options.clock.steady(), waiting: site.demand.waiting, changes: site.places.changes })
    return { ...site.demand.row(site.instance), targets: site.places.places }
  }

  /** Somebody began or stopped waiting, or visits go or are elsewhere: that is told at once. */
  #isOther(site: Site): boolean {
    const sent = this.#sent.get(site)
    return sent?.waiting !== site.demand.waiting || sent.changes !== site.places.changes
  }
}
