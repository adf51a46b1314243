import { setTimeout as delay } from 'node:timers/promises'

export interface UntilOptions {
  readonly deadline: number
  readonly signal?: AbortSignal
  /** The first pause between two looks, and the longest, in milliseconds. */
  readonly first?: number
  readonly longest?: number
}

/** Looks again and again until `look` gives something; nothing when `deadline` milliseconds have passed. Throws when aborted. */
export async function until<T>(look: () => Promise<T | undefined> | T | undefined, options: UntilOptions): Promise<T | undefined> {
  const end = performance.now() + options.deadline
  let pause = options.first ?? 5
  for (;;) {
    options.signal?.throwIfAborted()
    const found = await look()
    if (found !== undefined) return found
    if (performance.now() >= end) return undefined
    await delay(pause, undefined, options.signal ? { signal: options.signal } : {})
    pause = Math.min(options.longest ?? 100, pause * 1.5)
  }
}
