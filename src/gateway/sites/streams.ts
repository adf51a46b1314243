import type { Stream } from '../proxy/destination.ts'

/**
 * What is under way to one instance, and where: an engine that sends visits elsewhere learns here when the last one has
 * left a place. Nothing is counted for the place that visits go to, so that a request costs no more than before.
 */
export class Streams {
  readonly #onChange: () => void
  readonly #all = new Set<Stream>()
  #now: ReadonlySet<string> = new Set()
  #changes = 0

  constructor(onChange: () => void) {
    this.#onChange = onChange
  }

  /** How often `places` has become another answer. */
  get changes(): number {
    return this.#changes
  }

  /** Where new visits go, and where some are still under way. */
  get places(): string[] {
    const under = [...this.#all].flatMap(({ place }) => place ?? [])
    return [...new Set([...this.#now, ...under])]
  }

  all(): readonly Stream[] {
    return [...this.#all]
  }

  /** From now on visits go to these. */
  leadTo(places: readonly string[]): void {
    const before = this.#now
    this.#now = new Set(places)
    if (before.size !== this.#now.size || places.some((place) => !before.has(place))) this.#change()
  }

  add(stream: Stream): void {
    this.#all.add(stream)
  }

  delete(stream: Stream): void {
    if (!this.#all.delete(stream)) return
    const { place } = stream
    if (place === undefined || this.#now.has(place)) return
    if (![...this.#all].some((other) => other.place === place)) this.#change()
  }

  #change(): void {
    this.#changes++
    this.#onChange()
  }
}
