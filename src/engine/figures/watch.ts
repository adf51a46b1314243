import type { Log } from '../../kit/log.ts'
import { Loop } from '../../kit/loop.ts'
import { Mutex } from '../../kit/mutex.ts'
import type { Figure } from '../../model/figures.ts'
import type { InstanceName } from '../../model/names.ts'
import type { Reports } from '../reports.ts'
import { Follower } from './follower.ts'
import type { FollowerTools } from './follower.ts'
import { Marks } from './marks.ts'
import { figureOf } from './sample.ts'
import type { Sample } from './sample.ts'

/** Milliseconds between two samples: while somebody looks, and while nobody does. */
export const looked = 10_000
export const unlooked = 60_000
/** Somebody who asked this long ago still looks, milliseconds. */
const looks = 60_000

export interface WatchOptions extends FollowerTools {
  readonly log: Log
  readonly reports: Pick<Reports, 'all' | 'get'>
}

/** Samples what runs, often what somebody looks at and seldom the rest, and keeps marks of the last day. What sleeps is not touched. */
export class Watch implements AsyncDisposable {
  readonly #options: WatchOptions
  readonly #loop: Loop
  /** Docker is asked for one sample at a time. */
  readonly #asking = new Mutex()
  readonly #followers = new Map<InstanceName, { readonly since: string; readonly follower: Follower }>()
  readonly #marks = new Map<InstanceName, Marks>()
  /** When somebody asked last, by the steady clock. */
  readonly #asked = new Map<InstanceName, number>()

  constructor(options: WatchOptions) {
    this.#options = options
    this.#loop = new Loop({ every: looked, turn: (signal) => this.#turn(signal), onError: (err) => options.log.warn({ err }, 'what apps take could not be looked at') })
  }

  /** A sample of now, not older than while somebody looks; nothing while it does not run. */
  async now(name: InstanceName): Promise<Sample | undefined> {
    const follower = this.#followerOf(name)
    this.#asked.set(name, this.#options.clock.steady())
    if (!follower) return undefined
    await this.#sample(name, follower, looked)
    return follower.last
  }

  day(name: InstanceName): Figure[] {
    return this.#marks.get(name)?.list(this.#options.clock.date().getTime()) ?? []
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#loop[Symbol.asyncDispose]()
  }

  async #turn(signal: AbortSignal): Promise<void> {
    const reports = this.#options.reports.all()
    this.#forget(new Set(reports.map(({ spec }) => spec.name)))
    for (const { spec } of reports) {
      if (signal.aborted) return
      const follower = this.#followerOf(spec.name)
      if (follower) await this.#sample(spec.name, follower, this.#every(spec.name))
    }
  }

  /** A little less than said: a turn that comes a moment early must not wait for the next one. */
  #every(name: InstanceName): number {
    const looking = this.#options.clock.steady() - (this.#asked.get(name) ?? -Infinity) < looks
    return (looking ? looked : unlooked) - looked / 10
  }

  /** Of each time it runs another one: what was counted before its sleep is over. */
  #followerOf(name: InstanceName): Follower | undefined {
    const status = this.#options.reports.get(name)?.status
    const known = this.#followers.get(name)
    if (status?.state !== 'running') return void this.#followers.delete(name)
    if (known?.since === status.since) return known.follower
    const follower = new Follower(this.#options, name)
    this.#followers.set(name, { since: status.since, follower })
    return follower
  }

  /** Where the last one is as old as this, milliseconds; one that is under way is waited for. */
  async #sample(name: InstanceName, follower: Follower, age: number): Promise<void> {
    try {
      const sample = await this.#asking.run(async () => (follower.age >= age ? await follower.sample() : undefined))
      if (sample) this.#marksOf(name).add(sample.at, figureOf(sample))
    } catch (err) {
      this.#options.log.debug({ err, instance: name }, 'what it takes could not be asked')
    }
  }

  #marksOf(name: InstanceName): Marks {
    const marks = this.#marks.get(name) ?? new Marks()
    this.#marks.set(name, marks)
    return marks
  }

  #forget(there: ReadonlySet<InstanceName>): void {
    const known = [this.#followers, this.#marks, this.#asked]
    const gone = known.flatMap((all) => [...all.keys()]).filter((name) => !there.has(name))
    for (const name of gone) for (const all of known) all.delete(name)
  }
}
