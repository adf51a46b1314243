import { asApiProblem } from '../api/problem.ts'
import type { ApiProblem } from '../api/problem.ts'

/**
 * Something asked of the API once, and again when told to. The last answer stays while a new one is on its way;
 * an answer that comes after a later question was asked is dropped.
 */
export class Loaded<T, Asked extends readonly unknown[] = []> {
  value = $state.raw<T>()
  /** What `value` answers. */
  answered = $state.raw<Asked>()
  problem = $state.raw<ApiProblem>()
  readonly #ask: (...asked: Asked) => Promise<T>
  #turn = 0

  constructor(ask: (...asked: Asked) => Promise<T>) {
    this.#ask = ask
  }

  async load(...asked: Asked): Promise<void> {
    this.#turn += 1
    const turn = this.#turn
    try {
      const value = await this.#ask(...asked)
      if (turn !== this.#turn) return
      this.value = value
      this.answered = asked
      this.problem = undefined
    } catch (thrown) {
      if (turn === this.#turn) this.problem = asApiProblem(thrown)
    }
  }
}
