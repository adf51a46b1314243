import { pauseAfter } from '../kit/backoff.ts'
import type { Clock } from '../kit/clock.ts'
import type { Cause } from '../model/cause.ts'
import type { Status } from '../model/instance.ts'
import { asProblem } from '../model/problem.ts'

/** First try again after a second, then doubling up to five minutes. */
const backoff = { first: 1000, cap: 5 * 60_000 }
/** An app that has run this long (milliseconds) since it was ready runs well: its crashes are forgiven. */
const runsWell = 60_000

/**
 * What an instance remembers of its failures: the cause until it runs again, how often in a row, and when
 * the next try is due. While a failure *stands* nothing is started; time or a person's retry lifts it.
 */
export class Failures {
  readonly #clock: Clock
  cause: Cause | null
  crashes: number
  oom: number
  #retryAt: number | null = null
  #readySince: number | null = null

  constructor(clock: Clock, kept: Status | undefined) {
    this.#clock = clock
    this.cause = kept?.cause ?? null
    this.crashes = kept?.crashes ?? 0
    this.oom = kept?.oom ?? 0
    if (kept?.state === 'failed') this.#retryAt = clock.steady() + this.#left(kept.nextTry)
  }

  /** The failure that keeps it still now, if one does. */
  get standing(): Cause | null {
    return this.#retryAt === null ? null : this.cause
  }

  /** Milliseconds until the next try; null when nothing stands. */
  get pause(): number | null {
    return this.#retryAt === null ? null : Math.max(0, this.#retryAt - this.#clock.steady())
  }

  get nextTry(): number | null {
    return this.pause === null ? null : this.#clock.date().getTime() + this.pause
  }

  /** Counts a failure and sets when it is tried again. */
  add(problem: unknown, log: readonly string[], oom: boolean): void {
    if (this.#readySince !== null && this.#clock.steady() - this.#readySince >= runsWell) this.crashes = 0
    this.#readySince = null
    this.crashes += 1
    if (oom) this.oom += 1
    const { code, message, fix } = asProblem(problem)
    this.cause = { code, message, fix, at: this.#clock.date().toISOString(), log: [...log] }
    this.#retryAt = this.#clock.steady() + pauseAfter(this.crashes, backoff)
  }

  /** The pause is over: one more try. The cause stays to be seen until that try has succeeded. */
  lift(): void {
    this.#retryAt = null
  }

  /** A person asked for it: from the start, as if it had never failed. */
  forgive(): void {
    this.#retryAt = null
    this.cause = null
    this.crashes = 0
  }

  /** It answers. The cause is gone; the count stays until it has run well. */
  ready(): void {
    this.cause = null
    this.#readySince ??= this.#clock.steady()
  }

  /** It sleeps or stops in good order. */
  rest(): void {
    this.#readySince = null
  }

  /** A date kept across a restart may be wrong either way: never wait longer than the longest pause. */
  #left(nextTry: number | null): number {
    const left = (nextTry ?? 0) - this.#clock.date().getTime()
    return Math.min(Math.max(0, left), backoff.cap)
  }
}
