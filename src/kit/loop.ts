/**
 * Everything that repeats is a Loop: it runs `turn` once when it is opened, then whenever it is woken
 * and at the latest after `every` milliseconds (never by time where `every` is absent). Turns never
 * overlap. Waking twice is waking once; a wake during a turn gives one more turn.
 * A turn that throws is told to `onError` and does not end the loop.
 */
export interface LoopOptions {
  readonly every?: number
  /** Milliseconds until the next turn, chosen by the last one; overrides `every`. */
  readonly turn: (signal: AbortSignal) => Promise<number | undefined | void>
  readonly onError: (error: unknown) => void
}

export class Loop implements AsyncDisposable {
  readonly #options: LoopOptions
  readonly #abort = new AbortController()
  #woken = true
  #ring: (() => void) | undefined
  readonly #done: Promise<void>

  constructor(options: LoopOptions) {
    this.#options = options
    this.#done = this.#run()
  }

  wake(): void {
    this.#woken = true
    this.#ring?.()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#abort.abort(new Error('the loop was closed'))
    this.#ring?.()
    await this.#done
  }

  async #run(): Promise<void> {
    let next: number | undefined
    while (!this.#closing()) {
      await this.#nap(next)
      if (this.#closing()) return
      this.#woken = false
      next = await this.#turn()
    }
  }

  /** Asked again after each wait: it may have been closed meanwhile. */
  #closing(): boolean {
    return this.#abort.signal.aborted
  }

  async #turn(): Promise<number | undefined> {
    try {
      const next = await this.#options.turn(this.#abort.signal)
      return next ?? this.#options.every
    } catch (error) {
      if (!this.#abort.signal.aborted) this.#options.onError(error)
      return this.#options.every
    }
  }

  /** Until woken or, where a time is given, until it has passed. */
  async #nap(milliseconds: number | undefined): Promise<void> {
    if (this.#woken) return
    await new Promise<void>((resolve) => {
      const timer = milliseconds === undefined ? undefined : setTimeout(resolve, Math.max(0, milliseconds))
      this.#ring = () => {
        clearTimeout(timer)
        resolve()
      }
    })
    this.#ring = undefined
  }
}
