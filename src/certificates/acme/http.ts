import type { Challenge, Solver } from './solver.ts'

export interface HttpAnswersOptions {
  /** What the gateway answers at `/.well-known/acme-challenge/<token>`, all of it. */
  readonly tell: (answers: Readonly<Record<string, string>>) => void
  /** Resolves when it is answered. */
  readonly seen: (challenge: Challenge, signal: AbortSignal) => Promise<void>
}

/** HTTP-01: a file on port 80 of the name. */
export class HttpAnswers implements Solver {
  readonly type = 'http-01'
  readonly #options: HttpAnswersOptions
  readonly #answers = new Map<string, string>()

  constructor(options: HttpAnswersOptions) {
    this.#options = options
  }

  /** All of them at this moment. */
  answers(): Record<string, string> {
    return Object.fromEntries(this.#answers)
  }

  async put(challenges: readonly Challenge[], signal: AbortSignal): Promise<void> {
    for (const { token, value } of challenges) this.#answers.set(token, value)
    this.#options.tell(this.answers())
    for (const challenge of challenges) await this.#options.seen(challenge, signal)
  }

  async take(challenges: readonly Challenge[]): Promise<void> {
    for (const { token } of challenges) this.#answers.delete(token)
    this.#options.tell(this.answers())
  }
}
