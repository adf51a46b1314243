import type { Clock } from '../kit/clock.ts'
import type { LocalDb } from '../localdb/localdb.ts'
import { Problem } from '../model/problem.ts'
import { placeOf } from './place.ts'

interface Rule {
  /** Failures without any pause. */
  readonly free: number
  /** Seconds of the first pause, doubled by each further failure, and the longest. */
  readonly first: number
  readonly cap: number
}

/** A person mistypes a few times; a source then waits up to a quarter of an hour. */
const perPlace: Rule = { free: 4, first: 5, cap: 900 }
/** Against many sources at once. Short at the longest, so that nobody can lock the owner out of his own machine. */
const overall: Rule = { free: 50, first: 2, cap: 30 }
/** The place of all places together. */
const everywhere = '*'

/** What is braked, each by itself: who guesses at pairing codes does not keep others from signing in. */
export type Purpose = 'sign-in' | 'claim' | 'join' | 'pairing' | 'token' | 'webhook'
/** Milliseconds without a try after which the failures of a place are forgotten. */
const forgotten = 60 * 60_000

interface Count {
  readonly failures: number
  /** Steady milliseconds. */
  readonly at: number
}

/**
 * Growing pauses after wrong passwords. Failures are kept on the disk without a date: after a restart their pause begins
 * anew, so a restart is no way round it, and no wrong clock makes it long.
 */
export class Brakes {
  readonly #db: LocalDb
  readonly #clock: Clock
  readonly #counts = new Map<string, Count>()

  private constructor(db: LocalDb, clock: Clock) {
    this.#db = db
    this.#clock = clock
  }

  static async open(db: LocalDb, clock: Clock): Promise<Brakes> {
    const brakes = new Brakes(db, clock)
    for (const [place, failures] of await db.attempts.all()) brakes.#counts.set(place, { failures, at: clock.steady() })
    return brakes
  }

  /** Counts a try as failed before it is made, on the disk: who asks many times at once gains nothing. Throws `too-many`. */
  async begin(purpose: Purpose, from: string): Promise<void> {
    this.check(purpose, from)
    await this.failed(purpose, from)
  }

  /** Throws `too-many` where a pause has not passed yet. */
  check(purpose: Purpose, from: string): void {
    const seconds = Math.max(this.#left(keyOf(purpose, placeOf(from)), perPlace), this.#left(keyOf(purpose, everywhere), overall))
    if (seconds > 0) throw new Problem('too-many', { seconds })
  }

  /** For what cannot be guessed in one's lifetime and is asked all day, as tokens: only failures are written. */
  async failed(purpose: Purpose, from: string): Promise<void> {
    for (const key of [keyOf(purpose, placeOf(from)), keyOf(purpose, everywhere)]) await this.#put(key, this.#failures(key) + 1)
  }

  /** It was right after all: the place is clean, the rest keeps its count. */
  async succeeded(purpose: Purpose, from: string): Promise<void> {
    const place = keyOf(purpose, placeOf(from))
    const all = keyOf(purpose, everywhere)
    this.#counts.delete(place)
    await this.#db.attempts.remove(place)
    await this.#put(all, Math.max(0, this.#failures(all) - 1))
  }

  #failures(place: string): number {
    const count = this.#counts.get(place)
    return count && this.#clock.steady() - count.at < forgotten ? count.failures : 0
  }

  /** Whole seconds still to wait. */
  #left(place: string, rule: Rule): number {
    const failures = this.#failures(place)
    if (failures <= rule.free) return 0
    const pause = Math.min(rule.cap, rule.first * 2 ** (failures - rule.free - 1))
    const since = (this.#clock.steady() - (this.#counts.get(place)?.at ?? 0)) / 1000
    return Math.max(0, Math.ceil(pause - since))
  }

  async #put(place: string, failures: number): Promise<void> {
    this.#counts.set(place, { failures, at: this.#clock.steady() })
    for (const [old, { at }] of this.#counts) if (this.#clock.steady() - at >= forgotten) this.#counts.delete(old)
    await this.#db.attempts.put(place, failures)
  }
}

function keyOf(purpose: Purpose, place: string): string {
  return `${purpose} ${place}`
}
