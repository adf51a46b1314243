import { folderSize } from '../../instances/size.ts'
import type { Places } from '../../instances/places.ts'
import type { LocalDb } from '../../localdb/localdb.ts'
import type { Figures } from '../../model/figures.ts'
import type { HistoryLine } from '../../model/instance.ts'
import type { InstanceName } from '../../model/names.ts'
import { Problem } from '../../model/problem.ts'
import { figureOf, limitOf, servicesOf } from './sample.ts'
import type { Sample } from './sample.ts'
import { Sizes } from './sizes.ts'
import { Watch } from './watch.ts'
import type { WatchOptions } from './watch.ts'

export interface FiguresOptions extends WatchOptions {
  readonly db: Pick<LocalDb, 'specs' | 'history'>
  readonly places: Pick<Places, 'instance'>
}

/** What each instance takes of the machine, now and over the last day. In memory only. */
export class FigureDesk implements AsyncDisposable {
  readonly #options: FiguresOptions
  readonly #watch: Watch
  readonly #sizes: Sizes

  constructor(options: FiguresOptions) {
    this.#options = options
    this.#watch = new Watch(options)
    this.#sizes = new Sizes({ clock: options.clock, count: async (name) => (await folderSize(options.places.instance(name))).bytes })
  }

  /** Throws `not-found`. */
  async of(name: InstanceName): Promise<Figures> {
    const { db, clock } = this.#options
    const spec = await db.specs.get(name)
    if (!spec) throw new Problem('not-found', { what: 'app', name })
    const sample = await this.#watch.now(name)
    const started = sample && startOf(sample)
    const now = sample ? figureOf(sample) : null
    const machine = { memoryLimit: sample ? limitOf(sample.taken) : null, disk: await this.#sizes.of(name), services: sample ? servicesOf(sample) : [] }
    const uptime = started === undefined ? null : Math.max(0, Math.round((clock.date().getTime() - started) / 1000))
    const lastStarted = started === undefined ? lastStart(await db.history.list(name)) : new Date(started).toISOString()
    return { now, ...machine, uptime, created: spec.created, lastStarted, lastBackedUp: null, day: this.#watch.day(name) }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#watch[Symbol.asyncDispose]()
  }
}

/** When the first of its containers started, epoch milliseconds. */
function startOf({ taken }: Sample): number {
  return Math.min(...taken.map(({ container }) => container.startedAt))
}

/** The newest first. Waking from a pause is no start. */
export function lastStart(lines: readonly HistoryLine[]): string | null {
  const before = (at: number): HistoryLine | undefined => lines.slice(at + 1).find(({ state }) => state !== 'starting')
  return lines.find(({ state }, at) => state === 'running' && before(at)?.state !== 'paused')?.at ?? null
}
