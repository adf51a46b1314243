import type { Docker } from '../docker/docker.ts'
import type { WhichCache } from '../docker/recipe.ts'
import { Loop } from '../kit/loop.ts'
import { until } from '../kit/until.ts'

interface Due {
  readonly since: Date
  readonly ended: Date
  readonly labels: Readonly<Record<string, string>>
  /** It keeps nothing of its own in the cache: it was cut off, or is from outside. */
  readonly all: boolean
  readonly tries?: number
}

/** Milliseconds. */
const toLetGo = 10_000
/** BuildKit writes down what it was doing a moment after its client has ended. */
const settling = 2000
/** Until what Docker refused is tried again; and how often. */
const again = 2000
const most = 5

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
    this.#loop = new Loop({ turn: async (signal) => await this.#turn(signal), onError: () => undefined })
  }

  after(due: Due): void {
    this.#due.push(due)
    this.#loop.wake()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#loop[Symbol.asyncDispose]()
  }

  async #turn(signal: AbortSignal): Promise<number | undefined> {
    const due = this.#due
    this.#due = []
    for (const one of due) if (!(await this.#clear(one, signal))) this.#keep(one)
    return this.#due.length > 0 ? again : undefined
  }

  /** False where Docker would not: it refuses who comes while somebody else prunes. */
  async #clear({ since, ended, all, labels }: Due, signal: AbortSignal): Promise<boolean> {
    try {
      const gone = await this.#drop({ madeSince: since, madeUntil: new Date(ended.getTime() + settling), ...(all ? {} : { type: 'source.local' }) }, signal)
      await this.#docker.dropDangling(labels)
      return gone || !all
    } catch {
      return signal.aborted
    }
  }

  /** For another time, and not for ever: what then is left is cleared away after the project's next build. */
  #keep(due: Due): void {
    const { tries = 1 } = due
    if (tries < most) this.#due.push({ ...due, tries: tries + 1 })
  }

  /** BuildKit lets go of what it was doing a moment after its client has ended; what another build uses is that one's to clear away. */
  async #drop(which: WhichCache, signal: AbortSignal): Promise<boolean> {
    const dropped = async (): Promise<true | undefined> => ((await this.#docker.dropBuildCache(which)) === 0 ? true : undefined)
    return (await until(dropped, { deadline: toLetGo, first: 200, longest: 1000, signal })) ?? false
  }
}
