/** One test or check that ended, as it is told and counted. */
export interface Ended {
  readonly name: string
  readonly file: string
  readonly outcome: 'passed' | 'failed' | 'skipped'
  /** Why it was skipped, or what went wrong. */
  readonly reason: string
}

/** What all of them came to. */
export class Totals {
  readonly #ended: Ended[] = []

  add(ended: Ended): void {
    this.#ended.push(ended)
  }

  of(outcome: Ended['outcome']): readonly Ended[] {
    return this.#ended.filter((ended) => ended.outcome === outcome)
  }

  /** The closing line, which machines read too. */
  line(): string {
    return `${this.of('passed').length} passed, ${this.of('failed').length} failed, ${this.of('skipped').length} skipped`
  }

  /** The exit code: nothing failed, something ran, and with `strict` nothing was skipped. */
  code(strict: boolean): number {
    if (this.of('failed').length > 0 || this.of('passed').length === 0) return 1
    return strict && this.of('skipped').length > 0 ? 1 : 0
  }
}
