import type { Clock } from '../kit/clock.ts'
import type { JobChange, JobRow } from '../localdb/jobrows.ts'
import type { LocalDb, Rows } from '../localdb/localdb.ts'
import type { Handler, JobTools, StepOptions } from './handler.ts'
import type { Ending, Outcome } from './outcome.ts'
import { nowhereYet } from './view.ts'
import type { Far } from './view.ts'

export interface AttemptOptions {
  readonly db: LocalDb
  readonly clock: Clock
  readonly log: (step: string | null, line: string) => void
  readonly onChange: () => void
}

/** One run of a handler over a claimed row. It may write only as long as the row carries its fence. */
export class Attempt {
  readonly #options: AttemptOptions
  readonly #abort = new AbortController()
  readonly #used = new Set<string>()
  #ending: Ending | undefined
  /** Of the step at work. */
  #failing: StepOptions | undefined
  row: JobRow
  far: Far = nowhereYet

  constructor(row: JobRow, options: AttemptOptions) {
    this.row = row
    this.#options = options
  }

  /** Asks it to end; it has ended when `run` answers. The first reason stands. */
  end(why: Ending): void {
    this.#ending ??= why
    this.#abort.abort(new Error(`the job was ended: ${why}`))
  }

  async run(handler: Handler): Promise<Outcome> {
    try {
      this.#abort.signal.throwIfAborted()
      return { result: asKept(await handler.run(this.row.input, this.#tools())) }
    } catch (error) {
      return { error, ending: this.#ending, retry: this.#failing?.retry }
    }
  }

  #tools(): JobTools {
    return {
      job: this.row.id,
      signal: this.#abort.signal,
      step: (name, work, options) => this.#step(name, work, options),
      log: (line) => this.#options.log(this.row.step, line),
      progress: (fraction, note) => this.#advance(fraction, note ?? null),
    }
  }

  async #step<T>(name: string, work: () => Promise<T>, options: StepOptions = {}): Promise<T> {
    this.#abort.signal.throwIfAborted()
    if (this.#used.has(name)) throw new TypeError(`this attempt has had a step called ${name}`)
    this.#used.add(name)
    const { db, clock } = this.#options
    const done = await db.jobSteps.get(this.row.id, name)
    if (done) return done.result as T // what the work of this name answered, kept as JSON
    await this.#write(db, { step: name })
    this.far = nowhereYet
    this.#options.onChange()
    this.#failing = options
    const began = clock.steady()
    const result = asKept(await work())
    await db.tx(async (t) => {
      await this.#write(t, { lost: 0, failures: 0 })
      await t.jobSteps.put(this.row.id, name, { result, at: clock.date().toISOString(), milliseconds: clock.steady() - began })
    })
    this.#failing = undefined
    return result
  }

  /** Told when it moved by a hundredth: finer is nothing to look at. Where that cannot be known, each new word is told. */
  #advance(fraction: number | null, note: string | null): void {
    const progress = fraction === null ? null : Math.floor(Math.min(1, Math.max(0, fraction)) * 100) / 100
    if (progress === this.far.progress && (progress !== null || note === this.far.note)) return
    this.far = { progress, note }
    this.#options.onChange()
  }

  /** Throws, and ends this attempt, when another one has taken over. */
  async #write(rows: Rows, change: Omit<JobChange, 'at'>): Promise<void> {
    const { id, fence } = this.row
    const at = this.#options.clock.date().toISOString()
    const row = await rows.jobs.move(id, { in: ['running'], fence }, { ...change, at })
    if (!row) this.end('superseded')
    this.#abort.signal.throwIfAborted()
    if (row) this.row = row
  }
}

/** As it will be read back, so that the first run sees what a resumed one sees. */
function asKept<T>(result: T): T {
  return result === undefined ? result : (JSON.parse(JSON.stringify(result)) as T)
}
