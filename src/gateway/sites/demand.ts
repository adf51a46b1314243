import type { Clock } from '../../kit/clock.ts'
import type { DemandRow } from '../protocol.ts'

export interface DemandOptions {
  readonly clock: Clock
  /** How long somebody who was given a waiting page counts as waiting until the page calls back. */
  readonly pageGrace: number
  /** `urgent`: somebody came, the last one left, or the waiting changed. */
  readonly onChange: (urgent: boolean) => void
}

/** How much one instance is wanted now: counters, and when the last of it was. In memory only. */
export class Demand {
  readonly #options: DemandOptions
  #active = 0
  #parked = 0
  #pages = 0
  #grace: NodeJS.Timeout | undefined
  #asleep = false
  /** By the steady clock; nothing before the first visit. */
  #last: number | undefined

  constructor(options: DemandOptions) {
    this.#options = options
  }

  get active(): number {
    return this.#active
  }

  get waiting(): boolean {
    return this.#parked > 0 || (this.#asleep && (this.#pages > 0 || this.#grace !== undefined))
  }

  /** Nobody ever asked for it since the gateway started: there is nothing to tell. */
  get known(): boolean {
    return this.#last !== undefined
  }

  /** A request or a stream begins. */
  enter(): void {
    if (this.#active++ === 0) {
      this.#last = this.#options.clock.steady()
      this.#options.onChange(true)
    }
  }

  leave(): void {
    if (--this.#active > 0) return
    this.#last = this.#options.clock.steady()
    this.#options.onChange(true)
  }

  park(): void {
    this.#changeWaiting(() => this.#parked++)
  }

  unpark(): void {
    this.#changeWaiting(() => this.#parked--)
  }

  /** A waiting page was given out. */
  visit(): void {
    this.#last = this.#options.clock.steady()
    this.#changeWaiting(() => this.#startGrace())
  }

  openPage(): void {
    this.#changeWaiting(() => {
      this.#pages++
      this.#endGrace()
    })
  }

  closePage(): void {
    this.#changeWaiting(() => this.#pages--)
  }

  /** Whether it is on its way to run: only then do open pages want anything. */
  set asleep(asleep: boolean) {
    this.#changeWaiting(() => {
      this.#asleep = asleep
      if (!asleep) this.#endGrace()
    })
  }

  row(instance: DemandRow['instance']): DemandRow {
    const { active, waiting } = this
    const now = this.#options.clock.steady()
    const last = active > 0 || waiting ? now : this.#last
    return { instance, active, idle: last === undefined ? Number.MAX_SAFE_INTEGER : Math.round(now - last), waiting }
  }

  close(): void {
    this.#endGrace()
  }

  #changeWaiting(change: () => void): void {
    const before = this.waiting
    change()
    if (before === this.waiting) return
    this.#last = this.#options.clock.steady()
    this.#options.onChange(true)
  }

  #startGrace(): void {
    this.#endGrace()
    const end = () => this.#changeWaiting(() => this.#endGrace())
    this.#grace = setTimeout(end, this.#options.pageGrace).unref()
  }

  #endGrace(): void {
    clearTimeout(this.#grace)
    this.#grace = undefined
  }
}
