import type { Clock } from '../../kit/clock.ts'
import { Problem } from '../../model/problem.ts'

/** Somebody who waits for an instance to run. Exactly one of the two is called, once. */
export interface Parked {
  go(): void
  giveUp(problem: Problem): void
}

export interface ParkingOptions {
  readonly clock: Clock
  readonly places: number
  /** Milliseconds. */
  readonly time: number
  /** For the sentence of a problem. */
  readonly name: () => string
  readonly onPark: () => void
  readonly onLeave: () => void
}

/** Where visitors of one instance wait until it runs, in the order they came. */
export class Parking {
  readonly #options: ParkingOptions
  readonly #parked = new Map<Parked, NodeJS.Timeout>()
  /** When each came first: who must park again has no more time for it. */
  readonly #since = new WeakMap<Parked, number>()

  constructor(options: ParkingOptions) {
    this.#options = options
  }

  get size(): number {
    return this.#parked.size
  }

  park(visitor: Parked): void {
    const { places, time, clock } = this.#options
    const now = clock.steady()
    const since = this.#since.get(visitor) ?? now
    this.#since.set(visitor, since)
    if (this.#parked.size >= places) return visitor.giveUp(this.#problem('wake-full'))
    const late = setTimeout(() => this.#giveUp(visitor, this.#problem('wake-timeout')), since + time - now)
    this.#parked.set(visitor, late)
    this.#options.onPark()
  }

  /** The visitor went away by itself. */
  forget(visitor: Parked): void {
    this.#take(visitor)
  }

  /** Everybody may go. Those who come back to park again wait for the next time. */
  release(): void {
    for (const visitor of [...this.#parked.keys()]) {
      if (this.#take(visitor)) visitor.go()
    }
  }

  giveUp(problem: Problem): void {
    for (const visitor of [...this.#parked.keys()]) this.#giveUp(visitor, problem)
  }

  #giveUp(visitor: Parked, problem: Problem): void {
    if (this.#take(visitor)) visitor.giveUp(problem)
  }

  #take(visitor: Parked): boolean {
    const timer = this.#parked.get(visitor)
    if (!this.#parked.delete(visitor)) return false
    clearTimeout(timer)
    this.#options.onLeave()
    return true
  }

  #problem(code: 'wake-full' | 'wake-timeout'): Problem {
    return new Problem(code, { name: this.#options.name(), seconds: 5 })
  }
}
