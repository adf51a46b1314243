/** Wakes whoever waits for something of a key to change. Who is woken looks for himself: nothing is told, so nothing can be missed. */
export class Changes {
  readonly #waiting = new Map<string, Set<() => void>>()

  stir(key: string): void {
    const waiting = this.#waiting.get(key)
    this.#waiting.delete(key)
    for (const ring of waiting ?? []) ring()
  }

  /** Resolves with the next stir after this call. Ask for it before looking. Rejects when the signal aborts. */
  async next(key: string, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted()
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const waiting = this.#waiting.get(key) ?? new Set()
    this.#waiting.set(key, waiting.add(resolve))
    const end = (): void => reject(signal.reason as Error)
    signal.addEventListener('abort', end, { once: true })
    try {
      await promise
    } finally {
      signal.removeEventListener('abort', end)
      waiting.delete(resolve)
    }
  }
}
