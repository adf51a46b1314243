import { setTimeout as delay } from 'node:timers/promises'
import { pauseAfter } from '../kit/backoff.ts'
import type { Clock } from '../kit/clock.ts'
import type { Log } from '../kit/log.ts'
import { Loop } from '../kit/loop.ts'
import type { Scrubber } from '../kit/scrubber.ts'
import type { JobRow } from '../localdb/jobrows.ts'
import type { LocalDb } from '../localdb/localdb.ts'
import type { JobView } from '../model/job.ts'
import type { JobId } from '../model/names.ts'
import { Problem } from '../model/problem.ts'
import { Attempt } from './attempt.ts'
import type { Handler } from './handler.ts'
import { Lanes } from './lanes.ts'
import { LogBuffer } from './logbuffer.ts'
import type { Outcome } from './outcome.ts'
import { settle } from './settle.ts'
import { isFinished, nowhereYet, viewOf } from './view.ts'
import { Waiters } from './waiters.ts'

export interface CrewOptions {
  readonly db: LocalDb
  readonly log: Log
  readonly handlers: ReadonlyMap<string, Handler>
  readonly onChange: (view: JobView) => void
  readonly concurrency: number
  readonly crews?: Readonly<Record<string, number>>
  readonly clock: Clock
  readonly scrubber?: Scrubber | undefined
}

/** A turn that failed, say on a full disk, is tried again after this, milliseconds. */
const lookAgain = 60_000
/** Between two tries to write an outcome down when the disk refuses it. */
const writeAgain = { first: 1000, cap: 60_000 }

/** Works the queue off: lanes take turns, each in the order of its line, at most so many at once. */
export class Crew implements AsyncDisposable {
  readonly waiters = new Waiters()
  readonly #options: CrewOptions
  readonly #lines: LogBuffer
  #loop: Loop | undefined
  readonly #closing = new AbortController()
  readonly #lanes = new Lanes()
  readonly #atWork = new Map<JobId, { readonly attempt: Attempt; ended: Promise<void> }>()
  /** When (steady milliseconds) a waiting job is queued again. */
  readonly #due = new Map<JobId, number>()
  /** Put into a transaction that may not be committed yet; told as queued unless an attempt begins at once. */
  readonly #expected = new Set<JobId>()

  constructor(options: CrewOptions) {
    this.#options = options
    this.#lines = new LogBuffer(options)
  }

  /** The first wake begins the work: until then those who hear of changes may still be being opened. */
  wake(): void {
    if (this.#closing.signal.aborted) return
    const onError = (err: unknown): void => this.#options.log.error({ err }, 'the jobs could not go on')
    this.#loop ??= new Loop({ turn: () => this.#turn(), every: lookAgain, onError })
    this.#loop.wake()
  }

  expect(id: JobId): void {
    this.#expected.add(id)
  }

  view(row: JobRow): JobView {
    return viewOf(row, this.#atWork.get(row.id)?.attempt.far)
  }

  tell(row: JobRow): void {
    const view = this.view(row)
    if (row.state !== 'waiting') this.#due.delete(row.id)
    this.#options.onChange(view)
    if (isFinished(row.state)) this.waiters.tell(view)
  }

  /** Tells the attempt at work, if one is, that its job is cancelled. */
  end(id: JobId): void {
    this.#atWork.get(id)?.attempt.end('cancelled')
  }

  async flushLog(): Promise<void> {
    await this.#lines.flush()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort()
    await this.#loop?.[Symbol.asyncDispose]()
    for (const { attempt } of this.#atWork.values()) attempt.end('closing')
    await Promise.all([...this.#atWork.values()].map(({ ended }) => ended))
    await this.#lines[Symbol.asyncDispose]()
    this.waiters.close()
  }

  /** Answers the milliseconds until the next retry is due. */
  async #turn(): Promise<number | undefined> {
    await this.#tellExpected()
    await this.#queueDue()
    while (!this.#closing.signal.aborted) {
      const row = await this.#claim()
      if (!row) break
      this.#begin(row)
    }
    const next = Math.min(...this.#due.values()) - this.#options.clock.steady()
    return Number.isFinite(next) ? Math.max(0, next) : undefined
  }

  async #tellExpected(): Promise<void> {
    for (const id of [...this.#expected]) {
      const row = await this.#options.db.jobs.get(id) // after the transaction's end, or it was undone
      this.#expected.delete(id)
      if (row?.state === 'queued') this.tell(row)
    }
  }

  async #queueDue(): Promise<void> {
    const { db, clock } = this.#options
    for (const [id, due] of [...this.#due]) {
      if (due > clock.steady()) continue
      const row = await db.jobs.move(id, { in: ['waiting'] }, { state: 'queued', at: this.#now() })
      this.#due.delete(id)
      if (row) this.tell(row)
    }
  }

  /** Nothing for what belongs to all of them together. */
  #crewOf(kind: string): string | undefined {
    return this.#options.handlers.get(kind)?.crew
  }

  #hasRoom(crew: string | undefined): boolean {
    const { crews, concurrency } = this.#options
    const atWork = [...this.#atWork.values()].filter(({ attempt }) => this.#crewOf(attempt.row.kind) === crew).length
    return atWork < (crews?.[crew ?? ''] ?? concurrency)
  }

  /** Each attempt raises the fence: what an earlier one still writes is refused. */
  async #claim(): Promise<JobRow | undefined> {
    const { db } = this.#options
    const head = this.#lanes.pick((await db.jobs.heads()).filter(({ kind }) => this.#hasRoom(this.#crewOf(kind))))
    const next = head && (await db.jobs.get(head.id))
    if (!next) return undefined
    const mine = { state: 'running', fence: next.fence + 1, attempts: next.attempts + 1, at: this.#now() } as const
    return await db.jobs.move(next.id, { in: ['queued'], fence: next.fence }, mine)
  }

  #begin(row: JobRow): void {
    const { db, clock } = this.#options
    const onChange = (): void => this.#options.onChange(viewOf(attempt.row, attempt.far))
    const attempt = new Attempt(row, { db, clock, onChange, log: (step, line) => this.#lines.add(row.id, step, line) })
    const work = { attempt, ended: Promise.resolve() }
    this.#atWork.set(row.id, work)
    this.#lanes.enter(row.lane)
    work.ended = this.#attend(attempt)
    this.tell(row)
  }

  async #attend(attempt: Attempt): Promise<void> {
    const outcome = await this.#run(attempt)
    const { signal } = this.#closing
    for (let tries = 1; !(await this.#settled(attempt, outcome)) && !signal.aborted; tries++) {
      await delay(pauseAfter(tries, writeAgain), undefined, { signal }).catch(() => undefined)
    }
    this.#atWork.delete(attempt.row.id)
    this.#lanes.leave(attempt.row.lane)
    this.wake()
  }

  /** False when the disk refused it: what is at work stays at work until its outcome is written down. */
  async #settled(attempt: Attempt, outcome: Outcome): Promise<boolean> {
    try {
      await this.#settle(attempt, outcome)
      return true
    } catch (err) {
      this.#options.log.error({ err, job: attempt.row.id }, 'the outcome of a job could not be kept')
      return false
    }
  }

  /** Who was cancelled between the claim and here is ended before it begins. */
  async #run(attempt: Attempt): Promise<Outcome> {
    const { db, handlers } = this.#options
    const { id, kind, attempts } = attempt.row
    try {
      if ((await db.jobs.get(id))?.cancelling) attempt.end('cancelled')
    } catch (error) {
      return { error, ending: undefined }
    }
    const handler = handlers.get(kind)
    const reason = `nothing here does jobs of the kind ${kind}`
    if (!handler) return { error: new Problem('job-lost', { attempts, reason }), ending: undefined }
    return await attempt.run(handler)
  }

  async #settle(attempt: Attempt, outcome: Outcome): Promise<void> {
    const { db, log, handlers, clock } = this.#options
    const { id, kind } = attempt.row
    await this.#lines.flush()
    const settled = await settle(db, attempt.row, outcome, handlers.get(kind)?.retry, this.#now())
    if (!settled) return log.warn({ job: id, kind }, 'another attempt has taken over')
    if (settled.pause !== null) this.#due.set(id, clock.steady() + settled.pause)
    const { state, cause } = settled.row
    log.info({ job: id, kind, state, code: cause?.code }, 'job came to rest')
    attempt.far = nowhereYet
    this.tell(settled.row)
  }

  #now(): string {
    return this.#options.clock.date().toISOString()
  }
}
