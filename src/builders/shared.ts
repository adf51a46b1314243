import { Mutex } from '../kit/mutex.ts'

/** Something that is there while anybody wants it: opened for the first, closed after the last. */
export class Shared {
  readonly #open: () => Promise<AsyncDisposable>
  readonly #mutex = new Mutex()
  #opened: AsyncDisposable | undefined
  #wanted = 0

  constructor(open: () => Promise<AsyncDisposable>) {
    this.#open = open
  }

  async use(): Promise<AsyncDisposable> {
    await this.#mutex.run(async () => {
      this.#opened ??= await this.#open()
      this.#wanted++
    })
    return { [Symbol.asyncDispose]: async () => await this.#mutex.run(async () => await this.#leave()) }
  }

  async #leave(): Promise<void> {
    if (--this.#wanted > 0) return
    const opened = this.#opened
    this.#opened = undefined
    await opened?.[Symbol.asyncDispose]()
  }
}
