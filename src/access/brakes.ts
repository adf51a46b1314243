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
/** Of one place at everybody together, where each is counted alone: a class behind one address mistypes more often. */
const perCrowd: Rule = { free: 20, first: 5, cap: 900 }
/** Against many sources at once. Short at the longest, so that nobody can lock the owner out of his own machine. */
const overall: Rule = { free: 50, first: 2, cap: 30 }
/** The place of all places together. */
const everywhere = '*'

/** What is braked, each by itself: who guesses at pairing codes does not keep others from signing in. */
export type Purpose = 'sign-in' | 'claim' | 'join' | 'pairing' | 'token' | 'webhook'

/** Who tries what. `target`: at whose account, where there are many: whoever has one must not clear what they try at another. */
export interface Try {
  readonly from: string
  readonly target?: string
}
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
  async begin(purpose: Purpose, tried: Try): Promise<void> {
    this.check(purpose, tried)
    await this.failed(purpose, tried)
  }

  /** Throws `too-many` where a pause has not passed yet. */
  check(purpose: Purpose, tried: Try): void {
    const seconds = Math.max(...rulesFor(purpose, tried).map(([key, rule]) => this.#left(key, rule)))
    if (seconds > 0) throw new Problem('too-many', { seconds })
  }

  /** For what cannot be guessed in one's lifetime and is asked all day, as tokens: only failures are written. */
  async failed(purpose: Purpose, tried: Try): Promise<void> {
    for (const [key] of rulesFor(purpose, tried)) await this.#put(key, this.#failures(key) + 1)
  }

  /** It was right after all: what was tried is clean, the rest keeps its count. */
  async succeeded(purpose: Purpose, tried: Try): Promise<void> {
    const [[own], ...others] = rulesFor(purpose, tried)
    this.#counts.delete(own)
    await this.#db.attempts.remove(own)
    for (const [key] of others) await this.#put(key, Math.max(0, this.#failures(key) - 1))
  }

  #failures(key: string): number {
    const count = this.#counts.get(key)
    return count && this.#clock.steady() - count.at < forgotten ? count.failures : 0
  }

  /** Whole seconds still to wait. */
  #left(key: string, rule: Rule): number {
    const failures = this.#failures(key)
    if (failures <= rule.free) return 0
    const pause = Math.min(rule.cap, rule.first * 2 ** (failures - rule.free - 1))
    const since = (this.#clock.steady() - (this.#counts.get(key)?.at ?? 0)) / 1000
    return Math.max(0, Math.ceil(pause - since))
  }

  async #put(key: string, failures: number): Promise<void> {
    this.#counts.set(key, { failures, at: this.#clock.steady() })
    for (const [old, { at }] of this.#counts) if (this.#clock.steady() - at >= forgotten) this.#counts.delete(old)
    await this.#db.attempts.put(key, failures)
  }
}

type Rules = [readonly [key: string, rule: Rule], ...(readonly [key: string, rule: Rule])[]]

/** What a try counts for, the narrowest first. */
function rulesFor(purpose: Purpose, { from, target }: Try): Rules {
  const place = `${purpose} ${placeOf(from)}`
  const all = [`${purpose} ${everywhere}`, overall] as const
  if (target === undefined) return [[place, perPlace], all]
  return [[`${place} ${target.normalize('NFKC').toLowerCase().trim().slice(0, 60)}`, perPlace], [place, perCrowd], all]
}
