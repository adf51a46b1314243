import type { Clock } from '../kit/clock.ts'
import { systemClock } from '../kit/clock.ts'
import type { Log } from '../kit/log.ts'
import type { Scrubber } from '../kit/scrubber.ts'
import { live } from '../localdb/jobrows.ts'
import type { JobRow } from '../localdb/jobrows.ts'
import type { LocalDb, Rows } from '../localdb/localdb.ts'
import type { JobLogLine, JobStep, JobView } from '../model/job.ts'
import type { JobId } from '../model/names.ts'
import { Problem } from '../model/problem.ts'
import { Crew } from './crew.ts'
import type { Handler } from './handler.ts'
import { join } from './join.ts'
import { causeOf } from './outcome.ts'
import { recover } from './recover.ts'
import { isFinished, viewOf } from './view.ts'

export { TryLater } from './handler.ts'
export type { Handler, JobTools } from './handler.ts'

/**
 * Work that survives a power cut: a journal on localdb, and a crew that works it off. Operations and doors hand in
 * handlers; this never knows what they do, and never starts or stops an instance. A new kind of work is a handler.
 */
export interface JobsOptions {
  readonly db: LocalDb
  readonly log: Log
  readonly handlers: readonly Handler[]
  /** After each change that a person could see, when it is committed. */
  readonly onChange: (view: JobView) => void
  /** Handlers at work at the same time; 2 when not given, as small machines have few cores and one disk. */
  readonly concurrency?: number
  /** For handlers that name a crew: how many of it work at the same time; as many as the others where it is not said. */
  readonly crews?: Readonly<Record<string, number>>
  readonly clock?: Clock
  /** Takes out of what jobs say what no log may say. */
  readonly scrubber?: Scrubber | undefined
}

/** Opens the journal. What was at work when the engine ended goes on with the first `wake` or `start`. */
export async function openJobs(options: JobsOptions): Promise<Jobs> {
  const clock = options.clock ?? systemClock
  await recover(options.db, clock.date().toISOString())
  return new Jobs({ ...options, clock, concurrency: options.concurrency ?? 2 })
}

export class Jobs implements AsyncDisposable {
  readonly #db: LocalDb
  readonly #clock: Clock
  readonly #handlers: ReadonlyMap<string, Handler>
  readonly #crew: Crew

  /** Use `openJobs`. */
  constructor(options: JobsOptions & Required<Pick<JobsOptions, 'clock' | 'concurrency'>>) {
    this.#db = options.db
    this.#clock = options.clock
    this.#handlers = new Map(options.handlers.map((handler) => [handler.kind, handler]))
    this.#crew = new Crew({ ...options, handlers: this.#handlers })
  }

  /** Starts it, or joins the live job of this key. Throws `busy` when that is of another kind. */
  async start(kind: string, key: string, input: unknown): Promise<JobView> {
    const view = await this.#db.tx(async (t) => await this.startIn(t, kind, key, input))
    this.wake()
    return view
  }

  /** As `start`, but a live job of this key is ended first: a newer push makes an older build worthless. Throws `busy` for what must be carried through. */
  async supersede(kind: string, key: string, input: unknown): Promise<JobView> {
    const { row, ended } = await this.#db.tx(async (t) => await join(t, this.#handlers, { kind, key, input, at: this.#now(), supersede: true }))
    if (ended?.state === 'running') this.#crew.end(ended.id)
    else if (ended) this.#crew.tell(ended)
    return this.#changed(row)
  }

  /** As `start`, committed together with what else the transaction writes. Call `wake` after the commit. */
  async startIn(t: Rows, kind: string, key: string, input: unknown): Promise<JobView> {
    const { row } = await join(t, this.#handlers, { kind, key, input, at: this.#now() })
    this.#crew.expect(row.id)
    return this.#crew.view(row)
  }

  wake(): void {
    this.#crew.wake()
  }

  /** The newest first. */
  async list(): Promise<JobView[]> {
    return (await this.#db.jobs.all()).map((row) => this.#crew.view(row))
  }

  async get(id: JobId): Promise<JobView | undefined> {
    const row = await this.#db.jobs.get(id)
    return row && this.#crew.view(row)
  }

  /** What its handler answered; nothing before it is done. */
  async result(id: JobId): Promise<unknown> {
    return (await this.#db.jobs.get(id))?.result
  }

  /** The steps that are done, in their order. */
  async steps(id: JobId): Promise<JobStep[]> {
    return await this.#db.jobSteps.all(id)
  }

  /** Lines numbered above `after`. */
  async log(id: JobId, after: number = 0): Promise<JobLogLine[]> {
    await this.#crew.flushLog()
    return await this.#db.jobLog.after(id, after)
  }

  /** When it is done, failed or cancelled. Rejects when the jobs are closed before. */
  async settled(id: JobId): Promise<JobView> {
    const end = this.#crew.waiters.of(id)
    const row = await this.#row(id)
    if (isFinished(row.state)) this.#crew.waiters.tell(viewOf(row))
    return await end
  }

  /** A failed or cancelled job from where it was: the steps that are done stay done. Live or done already: as it is. */
  async retry(id: JobId): Promise<JobView> {
    const before = await this.#row(id)
    const row = await this.#db.tx(async (t) => {
      const other = await t.jobs.liveByKey(before.key)
      if (other && other.id !== id) throw new Problem('busy', { name: other.instance ?? other.title, doing: this.#handlers.get(other.kind)?.doing ?? 'worked on' })
      const afresh = { failures: 0, lost: 0, cancelling: false, cause: null }
      return await t.jobs.move(id, { in: ['failed', 'cancelled'] }, { state: 'queued', ...afresh, at: this.#now() })
    })
    return row ? this.#changed(row) : viewOf(before)
  }

  /** A failure that somebody has seen and will not retry. */
  async dismiss(id: JobId): Promise<JobView> {
    const row = await this.#db.jobs.move(id, { in: ['failed'] }, { state: 'cancelled', at: this.#now() })
    return row ? this.#changed(row) : viewOf(await this.#row(id))
  }

  /** Answers when its handler has really ended; who finished meanwhile is done. Throws `busy` for what must be carried through. */
  async cancel(id: JobId): Promise<JobView> {
    const before = await this.#row(id)
    const handler = this.#handlers.get(before.kind)
    if (handler?.mustFinish && before.attempts > 0 && !isFinished(before.state)) throw new Problem('busy', { name: before.instance ?? before.title, doing: handler.doing ?? 'worked on' })
    const row = await this.#db.tx(async (t) => await this.#cancelIn(t, id))
    if (row?.state === 'running') {
      this.#crew.end(id)
      return await this.settled(id)
    }
    return row ? this.#changed(row) : viewOf(before)
  }

  /** Handlers are told to end and waited for; their jobs go on at the next start. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#crew[Symbol.asyncDispose]()
  }

  async #cancelIn(t: Rows, id: JobId): Promise<JobRow | undefined> {
    const at = this.#now()
    const marked = await t.jobs.move(id, { in: ['running'] }, { cancelling: true, at })
    if (marked) return marked
    await t.holds.drop(id)
    return await t.jobs.move(id, { in: live }, { state: 'cancelled', cause: causeOf(new Problem('cancelled'), at, []), at })
  }

  async #row(id: JobId): Promise<JobRow> {
    const row = await this.#db.jobs.get(id)
    if (!row) throw new Problem('not-found', { what: 'job', name: id })
    return row
  }

  #changed(row: JobRow): JobView {
    this.#crew.tell(row)
    this.wake()
    return this.#crew.view(row)
  }

  #now(): string {
    return this.#clock.date().toISOString()
  }
}
