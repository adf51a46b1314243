export type Side = 'ours' | 'outsiders'

interface Waiting {
  readonly side: Side
  readonly go: () => void
}

/**
 * Builds of those who belong here and builds of outsiders' source are never at work at the same time: the walls around
 * the latter stand around the bridge that all steps are on. Any number of one side may be; ours go first.
 */
export class Turns {
  #side: Side = 'ours'
  #atWork = 0
  #waiting: Waiting[] = []

  /** Resolves when it may begin; closing it lets others go on. `onWait` is called where it has to wait. Throws the signal's reason. */
  async take(side: Side, signal: AbortSignal, onWait: () => void): Promise<Disposable> {
    signal.throwIfAborted()
    if (!this.#mayBegin(side)) {
      onWait()
      await this.#wait(side, signal)
    } else this.#begin(side)
    return { [Symbol.dispose]: () => this.#leave() }
  }

  #mayBegin(side: Side): boolean {
    if (this.#atWork === 0) return true
    return this.#side === side && (side === 'ours' || !this.#waiting.some((one) => one.side === 'ours'))
  }

  #begin(side: Side): void {
    this.#side = side
    this.#atWork++
  }

  async #wait(side: Side, signal: AbortSignal): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<undefined>()
    const one = { side, go: () => resolve(undefined) }
    const stop = (): void => {
      this.#waiting = this.#waiting.filter((other) => other !== one)
      reject(signal.reason as Error)
      this.#next()
    }
    this.#waiting.push(one)
    signal.addEventListener('abort', stop, { once: true })
    await promise.finally(() => signal.removeEventListener('abort', stop))
  }

  #leave(): void {
    this.#atWork--
    this.#next()
  }

  /** Lets in whoever may be: what waited is at work from here on, before its own code goes on. */
  #next(): void {
    const inOrder = (['ours', 'outsiders'] as const).flatMap((side) => this.#waiting.filter((one) => one.side === side))
    for (const one of inOrder) if (this.#mayBegin(one.side)) this.#letIn(one)
  }

  #letIn(one: Waiting): void {
    this.#waiting = this.#waiting.filter((other) => other !== one)
    this.#begin(one.side)
    one.go()
  }
}
