/** Lets one through at a time, in the order of coming; the next when that one leaves. */
export class Turnstile {
  #taken = false
  readonly #waiting: (() => void)[] = []

  async enter(): Promise<void> {
    if (this.#taken) return await new Promise<void>((resolve) => this.#waiting.push(resolve))
    this.#taken = true
  }

  leave(): void {
    const next = this.#waiting.shift()
    if (next) next()
    else this.#taken = false
  }
}
