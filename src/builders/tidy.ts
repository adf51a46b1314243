import type { Docker } from '../docker/docker.ts'
import type { WhichCache } from '../docker/recipe.ts'
import { Loop } from '../kit/loop.ts'
import { until } from '../kit/until.ts'

interface Due {
  readonly since: Date
  readonly labels: Readonly<Record<string, string>>
  /** What was cut off keeps nothing of its own in the cache. */
  readonly wasCut: boolean
}

/** Milliseconds. */
const toLetGo = 10_000

/**
 * Clears away what a build leaves, after it, so that no release waits for it: BuildKit's copy of each source, which no
 * other build finds again, and the images that lost their name to newer ones.
 */
export class Tidy implements AsyncDisposable {
  readonly #docker: Docker
  readonly #loop: Loop
  #due: Due[] = []

  constructor(docker: Docker) {
    this.#docker = docker
    // What was not cleared away is so after the project's next build.
    this.#loop = new Loop({ turn: async (signal) => await this.#turn(signal), onError: () => undefined })
  }

  after(due: Due): void {
    this.#due.push(due)
    this.#loop.wake()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#loop[Symbol.asyncDispose]()
  }

  async #turn(signal: AbortSignal): Promise<void> {
    const due = this.#due
    this.#due = []
    for (const { since, wasCut, labels } of due) {
      await this.#drop({ madeSince: since, ...(wasCut ? {} : { type: 'source.local' }) }, signal)
      await this.#docker.dropDangling(labels)
    }
  }

  /** BuildKit lets go of what it was doing a moment after its client has ended; what another build uses is that one's to clear away. */
  async #drop(which: WhichCache, signal: AbortSignal): Promise<void> {
    const dropped = async (): Promise<true | undefined> => ((await this.#docker.dropBuildCache(which)) === 0 ? true : undefined)
    await until(dropped, { deadline: toLetGo, first: 200, longest: 1000, signal })
  }
}
