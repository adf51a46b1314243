import { setTimeout as delay } from 'node:timers/promises'
import type { Clock } from '../kit/clock.ts'
import type { Log } from '../kit/log.ts'
import { Loop } from '../kit/loop.ts'
import type { Scrubber } from '../kit/scrubber.ts'
import type { LocalDb } from '../localdb/localdb.ts'
import type { NewLogLine } from '../localdb/joblog.ts'
import type { JobId } from '../model/names.ts'

/** Between two commits, milliseconds: a build may say thousands of lines a second, and each commit is a sync of the disk. */
const batch = 100
/** Characters kept of a line. */
const longest = 2000

export interface LogBufferOptions {
  readonly db: LocalDb
  readonly clock: Clock
  readonly log: Log
  /** Takes out what no log may say. */
  readonly scrubber?: Scrubber | undefined
}

/** Gathers what jobs say and writes it in batches. Whoever reads a job's log flushes first and misses nothing. */
export class LogBuffer implements AsyncDisposable {
  readonly #db: LocalDb
  readonly #clock: Clock
  readonly #scrubber: Scrubber | undefined
  readonly #loop: Loop
  #lines = new Map<JobId, NewLogLine[]>()

  constructor({ db, clock, log, scrubber }: LogBufferOptions) {
    this.#db = db
    this.#clock = clock
    this.#scrubber = scrubber
    const turn = async (signal: AbortSignal): Promise<void> => {
      await this.flush()
      await delay(batch, undefined, { signal })
    }
    this.#loop = new Loop({ turn, onError: (err) => log.error({ err }, 'a log of a job could not be kept') })
  }

  add(job: JobId, step: string | null, text: string): void {
    const at = this.#clock.date().toISOString()
    const lines = this.#lines.get(job) ?? []
    for (const line of (this.#scrubber?.scrub(text) ?? text).split('\n')) lines.push({ at, line: line.slice(0, longest), step })
    this.#lines.set(job, lines)
    this.#loop.wake()
  }

  async flush(): Promise<void> {
    const taken = this.#lines
    if (taken.size === 0) return
    this.#lines = new Map()
    await this.#db.tx(async (t) => {
      for (const [job, lines] of taken) await t.jobLog.add(job, lines)
    })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#loop[Symbol.asyncDispose]()
    await this.flush()
  }
}
