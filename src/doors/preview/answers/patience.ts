import { pauseAfter } from '../../../kit/backoff.ts'
import type { Backoff } from '../../../kit/backoff.ts'
import type { Clock } from '../../../kit/clock.ts'

/** What was tried in vain, by key, and when it is tried again. Steady milliseconds. */
export class Patience {
  readonly #pause: Backoff
  readonly #clock: Clock
  readonly #tried = new Map<string, { readonly failures: number; readonly due: number }>()

  constructor(pause: Backoff, clock: Clock) {
    this.#pause = pause
    this.#clock = clock
  }

  /** Not before so many milliseconds, where somebody said so. */
  failed(key: string, atLeast = 0): void {
    const failures = (this.#tried.get(key)?.failures ?? 0) + 1
    this.#tried.set(key, { failures, due: this.#clock.steady() + Math.max(atLeast, pauseAfter(failures, this.#pause)) })
  }

  worked(key: string): void {
    this.#tried.delete(key)
  }

  /** Milliseconds until it is tried again; 0: now. */
  wait(key: string): number {
    return Math.max(0, (this.#tried.get(key)?.due ?? 0) - this.#clock.steady())
  }

  /** Keys that nobody asks for any more. */
  forget(isMeant: (key: string) => boolean): void {
    for (const key of this.#tried.keys()) if (isMeant(key)) this.#tried.delete(key)
  }
}
