import { asApiProblem } from '../api/problem.ts'
import type { ApiProblem } from '../api/problem.ts'

/** Something asked of the API once, and again when told to. The last answer stays while a new one is on its way. */
export class Loaded<T> {
  value = $state.raw<T>()
  problem = $state.raw<ApiProblem>()
  readonly #ask: () => Promise<T>
  #turn = 0

  constructor(ask: () => Promise<T>) {
    this.#ask = ask
  }

  async load(): Promise<void> {
    this.#turn += 1
    const turn = this.#turn
    try {
      const value = await this.#ask()
      if (turn !== this.#turn) return
      this.value = value
      this.problem = undefined
    } catch (thrown) {
      if (turn === this.#turn) this.problem = asApiProblem(thrown)
    }
  }
}
