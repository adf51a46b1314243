import type { Kysely, Selectable } from 'kysely'
import { sql } from 'kysely'
import type { Cause } from '../model/cause.ts'
import type { JobState } from '../model/job.ts'
import type { InstanceName, JobId } from '../model/names.ts'
import { fromJson, toJson } from './json.ts'
import type { JobTable, Tables } from './tables.ts'

export interface NewJob {
  readonly id: JobId
  readonly kind: string
  readonly key: string
  /** Those of one lane take turns with those of the others. */
  readonly lane: string
  readonly title: string
  readonly instance: InstanceName | null
  readonly input: unknown
  readonly at: string
}

export interface JobRow extends Omit<NewJob, 'at'> {
  readonly state: JobState
  readonly fence: number
  readonly attempts: number
  readonly failures: number
  readonly lost: number
  readonly cancelling: boolean
  readonly step: string | null
  readonly cause: Cause | null
  readonly result: unknown
  readonly created: string
  readonly updated: string
}

/** What a change of a row says; what it does not name stays. */
export interface JobChange extends Partial<Pick<JobRow, 'state' | 'fence' | 'attempts' | 'failures' | 'lost' | 'cancelling' | 'step' | 'cause' | 'result'>> {
  readonly at: string
}

/** Where a row must stand for a change to happen. */
export interface JobGuard {
  readonly in: readonly JobState[]
  readonly fence?: number
}

export const live: readonly JobState[] = ['queued', 'running', 'waiting']
/** Finished jobs kept, of the good and of the failed each. */
const kept = 200

/** The journal's rows. */
export class JobRows {
  readonly #db: Kysely<Tables>

  constructor(db: Kysely<Tables>) {
    this.#db = db
  }

  /** Throws when a live job has this key that is not being cancelled. */
  async insert({ id, kind, key, lane, title, instance, input, at }: NewJob): Promise<JobRow> {
    const end = { seq: sql<number>`(select coalesce(max(seq), 0) + 1 from jobs)`, turn: endOfLine }
    const values = { id, kind, key, lane, title, instance, input: encode(input), state: 'queued' as const, created: at, updated: at, ...end }
    return toRow(await this.#db.insertInto('jobs').values(values).returningAll().executeTakeFirstOrThrow())
  }

  async get(id: JobId): Promise<JobRow | undefined> {
    const row = await this.#db.selectFrom('jobs').selectAll().where('id', '=', id).executeTakeFirst()
    return row && toRow(row)
  }

  /** The live job of this key, unless it is being cancelled. */
  async liveByKey(key: string): Promise<JobRow | undefined> {
    const row = await this.#db.selectFrom('jobs').selectAll().where('key', '=', key).where('state', 'in', live).where('cancelling', '=', 0).executeTakeFirst()
    return row && toRow(row)
  }

  /** The newest first. */
  async all(): Promise<JobRow[]> {
    return (await this.#db.selectFrom('jobs').selectAll().orderBy('seq', 'desc').execute()).map(toRow)
  }

  /** Who stands first in each lane, those left out whose key is still at work: one that is cancelled has not ended yet. */
  async heads(): Promise<{ readonly id: JobId; readonly kind: string; readonly lane: string; readonly turn: number }[]> {
    const busy = this.#db.selectFrom('jobs').select('key').where('state', '=', 'running')
    const waiting = this.#db.selectFrom('jobs').select(['id', 'kind', 'lane', (e) => e.fn.min('turn').as('turn')])
    // SQLite gives the other columns of the row that has the least: its documented rule for a lone min().
    return await waiting.where('state', '=', 'queued').where('key', 'not in', busy).groupBy('lane').orderBy('turn').execute()
  }

  /** The row as changed, or nothing when it does not stand where the guard says. Queued again means the end of the line. */
  async move(id: JobId, guard: JobGuard, { at, cancelling, cause, result, ...plain }: JobChange): Promise<JobRow | undefined> {
    let update = this.#db
      .updateTable('jobs')
      .set({ ...plain, updated: at })
      .where('id', '=', id)
      .where('state', 'in', guard.in)
    if (guard.fence !== undefined) update = update.where('fence', '=', guard.fence)
    if (cancelling !== undefined) update = update.set({ cancelling: cancelling ? 1 : 0 })
    if (cause !== undefined) update = update.set({ cause: cause && toJson(cause) })
    if (result !== undefined) update = update.set({ result: encode(result) })
    if (plain.state === 'queued') update = update.set({ turn: endOfLine })
    const row = await update.returningAll().executeTakeFirst()
    return row && toRow(row)
  }

  /** Drops the oldest finished ones beyond the bound; the failed count apart, so that success does not push them out. */
  async prune(): Promise<void> {
    for (const states of [['done', 'cancelled'], ['failed']] as const) {
      const old = this.#db.selectFrom('jobs').select('id').where('state', 'in', states).orderBy('seq', 'desc').limit(1000).offset(kept)
      await this.#db.deleteFrom('jobs').where('id', 'in', old).execute()
    }
  }
}

const endOfLine = sql<number>`(select coalesce(max(turn), 0) + 1 from jobs)`

function encode(value: unknown): string | null {
  return value === undefined ? null : toJson(value)
}

function toRow({ input, cause, result, cancelling, ...row }: Selectable<JobTable>): JobRow {
  const { id, kind, key, lane, title, instance, state, fence, attempts, failures, lost, step, created, updated } = row
  const decoded = { input: decode(input), cause: cause === null ? null : fromJson(cause), result: decode(result), cancelling: cancelling === 1 }
  return { id, kind, key, lane, title, instance, state, fence, attempts, failures, lost, step, created, updated, ...decoded }
}

function decode(text: string | null): unknown {
  return text === null ? undefined : fromJson<unknown>(text)
}
