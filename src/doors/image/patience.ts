/** Ends what has said nothing for so long: a registry may hang in the middle of an image, and Docker waits for it for ever. */
export class Patience implements Disposable {
  readonly #gone = new AbortController()
  readonly #quiet: number
  #timer: NodeJS.Timeout

  /** `quiet`: milliseconds. */
  constructor(quiet: number) {
    this.#quiet = quiet
    this.#timer = this.#start()
  }

  get signal(): AbortSignal {
    return this.#gone.signal
  }

  /** Something came. */
  heard(): void {
    clearTimeout(this.#timer)
    if (!this.#gone.signal.aborted) this.#timer = this.#start()
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer)
  }

  #start(): NodeJS.Timeout {
    return setTimeout(() => this.#gone.abort(new Error('nothing came any more')), this.#quiet)
  }
}
