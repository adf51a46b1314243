import { randomBytes } from 'node:crypto'
import type { JobRow } from '../localdb/jobrows.ts'
import type { Rows } from '../localdb/localdb.ts'
import { JobId } from '../model/names.ts'
import { Problem } from '../model/problem.ts'
import type { Handler } from './handler.ts'

export interface Wanted {
  readonly kind: string
  readonly key: string
  readonly input: unknown
  readonly at: string
}

/** The live job of this key, else a new one. Transactions are serial, so two who ask at once get the same. */
export async function join(t: Rows, handlers: ReadonlyMap<string, Handler>, { kind, key, input, at }: Wanted): Promise<JobRow> {
  const handler = handlers.get(kind)
  if (!handler) throw new TypeError(`nothing here does jobs of the kind ${kind}`)
  const other = await t.jobs.liveByKey(key)
  if (other && other.kind !== kind) throw new Problem('busy', { name: other.instance ?? other.title, doing: handlers.get(other.kind)?.doing ?? 'worked on' })
  if (other) return other
  const id = JobId.parse(randomBytes(8).toString('hex'))
  return await t.jobs.insert({ id, kind, key, input, at, title: handler.title(input), instance: handler.instance?.(input) ?? null })
}
