/**
 * A lifetime: what is opened in it is closed with it, last opened first, and its `signal` aborts
 * when the closing begins. `await using scope = new Scope(parent)`.
 */
export class Scope implements AsyncDisposable {
  readonly #stack = new AsyncDisposableStack()
  readonly #abort = new AbortController()
  readonly signal: AbortSignal

  constructor(parent?: AbortSignal) {
    this.signal = parent ? AbortSignal.any([parent, this.#abort.signal]) : this.#abort.signal
  }

  use<T extends AsyncDisposable | Disposable>(opened: T): T {
    return this.#stack.use(opened)
  }

  onClose(close: () => void | Promise<void>): void {
    this.#stack.defer(close)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#abort.abort(new Error('the scope was closed'))
    await this.#stack.disposeAsync()
  }
}
