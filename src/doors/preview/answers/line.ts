import { TryLater } from '../../../jobs/handler.ts'
import { systemClock } from '../../../kit/clock.ts'
import { Loop } from '../../../kit/loop.ts'
import type { InstanceName } from '../../../model/names.ts'
import type { ConnectionId } from '../../../model/preview.ts'
import { Problem } from '../../../model/problem.ts'
import { scopeOf } from '../providers/api/refusal.ts'
import { markerOf } from './comment.ts'
import { Patience } from './patience.ts'
import { differences, tell } from './tell.ts'
import type { Difference } from './tell.ts'
import { usualPause } from './ties.ts'
import type { AnswersOptions, Case } from './ties.ts'
import { wantedOf } from './wanted.ts'

/** The key of the provider itself, beside those of what it is told. */
const provider = ''
const longest = 3_600_000

/** One connection's previews, told one thing at a time and in turns. What fails is tried again by itself; where the provider fails all wait. */
export class Line implements AsyncDisposable {
  readonly #connection: ConnectionId
  readonly #options: AnswersOptions
  readonly #patience: Patience
  readonly #marked = new Set<InstanceName>()
  #denied = false
  readonly #loop: Loop

  constructor(connection: ConnectionId, options: AnswersOptions) {
    this.#connection = connection
    this.#options = options
    this.#patience = new Patience(options.pause ?? usualPause, options.clock ?? systemClock)
    this.#loop = new Loop({ turn: async (signal) => await this.#turn(signal), onError: (error) => options.onError(error, null) })
  }

  mark(name: InstanceName): void {
    this.#marked.add(name)
    this.#loop.wake()
  }

  /** The connection was given something new: it is asked again, at once. */
  renew(): void {
    this.#denied = false
    this.#patience.forget(() => true)
    this.#loop.wake()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#loop[Symbol.asyncDispose]()
  }

  /** Until nothing is left that is due; milliseconds until something is. */
  async #turn(signal: AbortSignal): Promise<number | undefined> {
    const later = new Map<InstanceName, number>()
    for (let name = this.#next(later); name !== undefined && !signal.aborted; name = this.#next(later)) {
      const wait = await this.#step(name)
      if (wait !== undefined) later.set(name, wait)
    }
    if (this.#denied || this.#marked.size === 0) return undefined
    const isUntried = [...this.#marked].some((name) => !later.has(name))
    return Math.max(this.#patience.wait(provider), isUntried ? 0 : Math.min(...later.values()))
  }

  #next(later: ReadonlyMap<InstanceName, number>): InstanceName | undefined {
    if (this.#denied || this.#patience.wait(provider) > 0) return undefined
    return [...this.#marked].find((name) => !later.has(name))
  }

  /** Tells one thing of one preview, which then stands at the end of the line. The milliseconds until there is something to do about it, where that is not now. */
  async #step(name: InstanceName): Promise<number | undefined> {
    this.#marked.delete(name)
    try {
      return await this.#about(name)
    } catch (error) {
      this.#marked.add(name)
      this.#options.onError(error, name)
      this.#patience.failed(name)
      return this.#patience.wait(name)
    }
  }

  async #about(name: InstanceName): Promise<number | undefined> {
    const found = await this.#options.look(name)
    const left = found ? differences(found.facts.preview.told, wantedOf(found.facts)) : []
    if (!found || left.length === 0) {
      this.#patience.forget((key) => key === name || key.startsWith(`${name} `))
      if (found) await this.#options.onTold(name)
      return undefined
    }
    this.#marked.add(name)
    const waits = left.map(({ key }) => this.#patience.wait(`${name} ${key}`))
    const due = left[waits.indexOf(0)]
    if (!due) return Math.min(...waits)
    await this.#tell(name, found, due)
    return undefined
  }

  async #tell(name: InstanceName, { path, facts }: Case, difference: Difference): Promise<void> {
    const key = `${name} ${difference.key}`
    try {
      const client = await this.#options.client(this.#connection)
      this.#denied = client === undefined
      if (!client) return
      const { told, of } = facts.preview
      await tell(difference, told, { client, path, number: of.kind === 'pull' ? of.number : null, marker: markerOf(facts) }, async (now) => await this.#options.save(name, now))
      this.#patience.worked(key)
      this.#patience.worked(provider)
    } catch (error) {
      this.#options.onError(error, name)
      await this.#failed(key, error)
    }
  }

  async #failed(key: string, error: unknown): Promise<void> {
    if (error instanceof TryLater) return this.#patience.failed(provider, Math.min(error.milliseconds, longest))
    const code = error instanceof Problem ? error.code : undefined
    if (code === 'provider-down') return this.#patience.failed(provider)
    // what is denied of one thing, or at one account, is tried again by itself
    if (!(error instanceof Problem) || scopeOf(error) !== 'connection') return this.#patience.failed(key)
    this.#denied = true
    await this.#options.onDenied(this.#connection, error)
  }
}
