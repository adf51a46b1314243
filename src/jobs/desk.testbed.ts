import type { Clock } from '../kit/clock.ts'
import { silent } from '../kit/log.ts'
import { until } from '../kit/until.ts'
import { openLocalDb } from '../localdb/localdb.ts'
import type { LocalDb } from '../localdb/localdb.ts'
import { tempFolder } from '../localdb/sample.ts'
import type { JobView } from '../model/job.ts'
import type { JobId } from '../model/names.ts'
import type { Handler } from './jobs.ts'
import { openJobs } from './jobs.ts'
import type { Jobs } from './jobs.ts'

/** For tests: a clock that is moved by hand; dates go with it. */
export class HandClock implements Clock {
  now = 0
  steady(): number {
    return this.now
  }
  date(): Date {
    return new Date(Date.parse('2026-11-21T06:00:00Z') + this.now)
  }
}

/** Jobs on a real file, closed and opened again at will, and all that was told of them. */
export class Desk implements AsyncDisposable {
  readonly clock = new HandClock()
  readonly told: JobView[] = []
  readonly db: LocalDb
  readonly #folder: AsyncDisposable
  #jobs: Jobs | undefined

  private constructor(db: LocalDb, folder: AsyncDisposable) {
    this.db = db
    this.#folder = folder
  }

  static async open(handlers: readonly Handler[], concurrency?: number): Promise<Desk> {
    const folder = await tempFolder()
    const desk = new Desk(await openLocalDb({ file: folder.file('berth.db'), log: silent }), folder)
    await desk.reopen(handlers, concurrency)
    return desk
  }

  get jobs(): Jobs {
    if (!this.#jobs) throw new Error('the desk is closed')
    return this.#jobs
  }

  async reopen(handlers: readonly Handler[], concurrency?: number): Promise<void> {
    await this.close()
    this.#jobs = await this.another(handlers, concurrency)
    this.#jobs.wake()
  }

  /** Another engine on the same rows, as if this one were only thought to be dead. */
  async another(handlers: readonly Handler[], concurrency = 2): Promise<Jobs> {
    return await openJobs({ db: this.db, log: silent, handlers, clock: this.clock, concurrency, onChange: (view) => this.told.push(view) })
  }

  async close(): Promise<void> {
    await this.#jobs?.[Symbol.asyncDispose]()
    this.#jobs = undefined
  }

  async reaches(id: JobId, state: JobView['state']): Promise<JobView> {
    const found = await until(async () => ((await this.jobs.get(id))?.state === state ? await this.jobs.get(id) : undefined), { deadline: 10_000 })
    if (!found) throw new Error(`the job never was ${state} but ${(await this.jobs.get(id))?.state}`)
    return found
  }

  statesOf(id: JobId): string[] {
    const states = this.told.filter((view) => view.id === id).map((view) => view.state)
    return states.filter((state, index) => state !== states[index - 1])
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
    await this.db[Symbol.asyncDispose]()
    await this.#folder[Symbol.asyncDispose]()
  }
}

/** A handler that tells when it has begun, and ends when it is let go or aborted. */
export function gate(kind = 'gate'): Handler<{ readonly name: string }> & { readonly begun: string[]; release(): void } {
  let open = Promise.withResolvers<boolean>()
  const begun: string[] = []
  return {
    kind,
    begun,
    release() {
      open.resolve(true)
      open = Promise.withResolvers<boolean>()
    },
    title: (input) => `Gate ${input.name}`,
    async run(input, { signal }) {
      begun.push(input.name)
      const aborted = new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true }))
      await Promise.race([open.promise, aborted])
      return input.name
    },
  }
}

export function handler(run: Handler['run'], more: Partial<Handler> = {}): Handler {
  return { kind: 'work', title: () => 'Work', run, ...more }
}
