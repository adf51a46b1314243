import type { Clock } from '../../kit/clock.ts'
import type { InstanceName } from '../../model/names.ts'

/** A count holds at least so long, milliseconds, and a hundred times as long as it took: large folders are counted seldom. */
const holds = 60_000
const times = 100

interface Counted {
  readonly bytes: number
  /** By the steady clock. */
  readonly until: number
}

export interface SizesOptions {
  readonly clock: Clock
  /** Counts, which takes its time. */
  readonly count: (name: InstanceName) => Promise<number>
}

/** What instances take on the disk, counted now and then, one at a time for all who ask. */
export class Sizes {
  readonly #options: SizesOptions
  readonly #counted = new Map<InstanceName, Counted>()
  readonly #counting = new Map<InstanceName, Promise<number>>()

  constructor(options: SizesOptions) {
    this.#options = options
  }

  /** Bytes; waits only for the first count. */
  async of(name: InstanceName): Promise<number> {
    const known = this.#counted.get(name)
    if (known && this.#options.clock.steady() < known.until) return known.bytes
    const counting = this.#count(name)
    if (!known) return await counting
    counting.catch(() => undefined) // whoever asks next counts again
    return known.bytes
  }

  forget(name: InstanceName): void {
    this.#counted.delete(name)
  }

  #count(name: InstanceName): Promise<number> {
    const running = this.#counting.get(name)
    if (running) return running
    const counting = this.#measure(name).finally(() => this.#counting.delete(name))
    this.#counting.set(name, counting)
    return counting
  }

  async #measure(name: InstanceName): Promise<number> {
    const { clock, count } = this.#options
    const began = clock.steady()
    const bytes = await count(name)
    const now = clock.steady()
    this.#counted.set(name, { bytes, until: now + Math.max(holds, (now - began) * times) })
    return bytes
  }
}
