import type { Figure } from '../../model/figures.ts'

/** Milliseconds that one mark stands for, and how many of them a day has. */
export const span = 5 * 60_000
const most = (24 * 60 * 60_000) / span

/** The sums of one span: what its mark is made of. */
interface Sums {
  readonly at: number
  count: number
  cpu: number
  memory: number
}

/**
 * The last day of one instance, a mark every five minutes, in arrays of one size: eight kilobytes, however long it
 * runs. A mark is the mean of the samples of its five minutes; where none was taken there is no mark.
 */
export class Marks {
  /** Spans of the clock, counted from its beginning. */
  readonly #at = new Uint32Array(most)
  readonly #cpu = new Float32Array(most)
  readonly #memory = new Float32Array(most)
  readonly #received = new Float64Array(most)
  readonly #sent = new Float64Array(most)
  #written = 0
  #sums: Sums | undefined

  /** A sample, at this time of the clock (epoch milliseconds). */
  add(now: number, { cpu, memory, received, sent }: Omit<Figure, 'at'>): void {
    const at = Math.floor(now / span)
    if (this.#sums?.at !== at) this.#begin(at)
    const sums = (this.#sums ??= { at, count: 0, cpu: 0, memory: 0 })
    sums.count++
    sums.cpu += cpu
    sums.memory += memory
    const place = (this.#written - 1) % most
    this.#cpu[place] = sums.cpu / sums.count
    this.#memory[place] = sums.memory / sums.count
    this.#received[place] = received
    this.#sent[place] = sent
  }

  /** Those of the last day, the oldest first. */
  list(now: number): Figure[] {
    const all = Array.from({ length: Math.min(this.#written, most) }, (_, place) => this.#figure(place))
    return all.filter(({ at }) => Math.abs(now - Date.parse(at)) <= span * most).toSorted((one, other) => Date.parse(one.at) - Date.parse(other.at))
  }

  #begin(at: number): void {
    this.#sums = undefined
    this.#at[this.#written++ % most] = at
  }

  #figure(place: number): Figure {
    const [at, cpu, memory] = [this.#at[place] ?? 0, this.#cpu[place] ?? 0, this.#memory[place] ?? 0]
    const counted = { received: this.#received[place] ?? 0, sent: this.#sent[place] ?? 0 }
    return { at: new Date((at + 1) * span).toISOString(), cpu: Math.round(cpu * 100) / 100, memory: Math.round(memory), ...counted }
  }
}
