import { randomBytes } from 'node:crypto'
import type { JobRow } from '../localdb/jobrows.ts'
import type { Rows } from '../localdb/localdb.ts'
import { JobId } from '../model/names.ts'
import { Problem } from '../model/problem.ts'
import type { Handler } from './handler.ts'
import { causeOf } from './outcome.ts'

export interface Wanted {
  readonly kind: string
  readonly key: string
  readonly input: unknown
  readonly at: string
  /** A live job of this key is to make room: what it does is not wanted any more. */
  readonly supersede?: boolean
}

/**
 * The live job of this key, else a new one; where it is to take the place of another, a new one in any case. Transactions
 * are serial, so two who ask at once get the same. Throws `busy`.
 */
export async function join(t: Rows, handlers: ReadonlyMap<string, Handler>, wanted: Wanted): Promise<{ readonly row: JobRow; readonly ended: JobRow | undefined }> {
  const { kind, key, input, at } = wanted
  const handler = handlers.get(kind)
  if (!handler) throw new TypeError(`nothing here does jobs of the kind ${kind}`)
  const other = await t.jobs.liveByKey(key)
  const doing = handlers.get(other?.kind ?? '')
  if (other && (other.kind !== kind || (wanted.supersede && doing?.mustFinish && other.attempts > 0)))
    throw new Problem('busy', { name: other.instance ?? other.title, doing: doing?.doing ?? 'worked on' })
  if (other && !wanted.supersede) return { row: other, ended: undefined }
  const ended = other && (await makeRoom(t, other, at))
  const id = JobId.parse(randomBytes(8).toString('hex'))
  const row = await t.jobs.insert({ id, kind, key, input, at, title: handler.title(input), instance: handler.instance?.(input) ?? null, lane: handler.lane?.(input) ?? key })
  return { row, ended }
}

/** At work, it is told to end, and its successor waits for that; in line, it is over at once. */
async function makeRoom(t: Rows, { id }: JobRow, at: string): Promise<JobRow | undefined> {
  const marked = await t.jobs.move(id, { in: ['running'] }, { cancelling: true, at })
  if (marked) return marked
  await t.holds.drop(id)
  return await t.jobs.move(id, { in: ['queued', 'waiting'] }, { state: 'cancelled', cause: causeOf(new Problem('superseded'), at, []), at })
}
