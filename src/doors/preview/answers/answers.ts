import { Loop } from '../../../kit/loop.ts'
import type { InstanceName } from '../../../model/names.ts'
import type { ConnectionId } from '../../../model/preview.ts'
import { Line } from './line.ts'
import { usualPause } from './ties.ts'
import type { AnswersOptions } from './ties.ts'

/**
 * Tells providers what they should know of each preview: what they were told last stands in the row, what they should
 * know follows from it, and the difference is told until there is none. Each connection has a line of its own, so that
 * a provider that is down, slow or denies us keeps no other waiting.
 */
export class Answers implements AsyncDisposable {
  readonly #options: AnswersOptions
  readonly #marked = new Set<InstanceName>()
  readonly #lines = new Map<ConnectionId, Line>()
  #isBegun = false
  readonly #loop: Loop

  constructor(options: AnswersOptions) {
    this.#options = options
    this.#loop = new Loop({ turn: async () => await this.#turn(), onError: (error) => options.onError(error, null), every: (options.pause ?? usualPause).cap })
  }

  /** Something about it has changed. */
  wake(name: InstanceName): void {
    this.#marked.add(name)
    this.#loop.wake()
  }

  /** A connection was given something new, or its cause is gone. */
  renew(connection: ConnectionId): void {
    this.#lines.get(connection)?.renew()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#loop[Symbol.asyncDispose]()
    await Promise.all([...this.#lines.values()].map(async (line) => await line[Symbol.asyncDispose]()))
  }

  /** Finds out whose line each belongs to. */
  async #turn(): Promise<number | undefined> {
    if (!this.#isBegun) for (const name of await this.#options.names()) this.#marked.add(name)
    this.#isBegun = true
    for (const name of [...this.#marked]) await this.#sort(name)
    return this.#marked.size > 0 ? (this.#options.pause ?? usualPause).first : undefined
  }

  /** One that cannot be read stays marked. */
  async #sort(name: InstanceName): Promise<void> {
    try {
      this.#marked.delete(name)
      const found = await this.#options.look(name)
      if (found) this.#lineOf(found.connection).mark(name)
    } catch (error) {
      this.#marked.add(name)
      this.#options.onError(error, name)
    }
  }

  #lineOf(connection: ConnectionId): Line {
    const line = this.#lines.get(connection) ?? new Line(connection, this.#options)
    this.#lines.set(connection, line)
    return line
  }
}
