interface Head {
  readonly lane: string
  readonly turn: number
}

/**
 * Lanes take turns: the one with the least at work goes first, of those the one that was served longest ago, of those the
 * one whose head stands in line longest. So a hundred builds of one project do not keep another's single one waiting.
 */
export class Lanes {
  readonly #atWork = new Map<string, number>()
  /** The number of the last serving, by lane. */
  readonly #served = new Map<string, number>()
  #servings = 0

  pick<H extends Head>(heads: readonly H[]): H | undefined {
    return heads.toSorted((a, b) => this.#load(a) - this.#load(b) || this.#last(a) - this.#last(b) || a.turn - b.turn)[0]
  }

  enter(lane: string): void {
    this.#atWork.set(lane, (this.#atWork.get(lane) ?? 0) + 1)
    this.#served.set(lane, ++this.#servings)
  }

  leave(lane: string): void {
    const left = (this.#atWork.get(lane) ?? 1) - 1
    if (left > 0) this.#atWork.set(lane, left)
    else this.#atWork.delete(lane)
  }

  #load({ lane }: Head): number {
    return this.#atWork.get(lane) ?? 0
  }

  #last({ lane }: Head): number {
    return this.#served.get(lane) ?? 0
  }
}
