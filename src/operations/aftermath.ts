import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { erase } from '../instances/folder.ts'
import type { Places } from '../instances/places.ts'
import type { Jobs } from '../jobs/jobs.ts'
import type { Spec } from '../model/instance.ts'
import type { JobView } from '../model/job.ts'
import { JobId } from '../model/names.ts'
import { asProblem, Problem } from '../model/problem.ts'
import { keptSpec } from './kept.ts'
import type { Operation } from './operation.ts'
import { isLeft } from './putback.ts'
import type { PutBackInput } from './putback.ts'
import { causeNow } from './stand.ts'

type Ground = Pick<Operation, 'db' | 'clock' | 'places'>

/** What follows from an update that ended early: had it begun to change things, they are put back. */
export async function afterUpdate(ground: Ground, jobs: Jobs, view: JobView): Promise<void> {
  if (view.kind !== 'update' || !view.instance || (view.state !== 'failed' && view.state !== 'cancelled')) return
  const spec = await ground.db.specs.get(view.instance)
  if (spec && isLeft(spec, await keptSpec(ground.places.kept(view.id)), view.id)) await beginPutBack(ground, jobs, spec, view)
}

/** At start-up: updates that were begun and have no job at work any more, and what was kept and belongs to nobody. */
export async function recoverUpdates(ground: Ground, jobs: Jobs, places: Places): Promise<void> {
  const specs = await ground.db.specs.all()
  for (const { update, next } of specs) await follow(ground, jobs, update?.job ?? next?.job)
  const wanted = new Set<string>(specs.flatMap(({ kept, update, next }) => [kept?.id ?? '', update?.job ?? '', next?.job ?? '']))
  for (const id of await readdir(places.allKept).catch(() => [])) if (!wanted.has(id) && !(await isAtWork(ground, jobs, id))) await erase(join(places.allKept, id))
}

async function follow(ground: Ground, jobs: Jobs, id: JobId | undefined): Promise<void> {
  const view = id && (await jobs.get(id))
  if (view) await afterUpdate(ground, jobs, view)
}

/** A job that still needs what it kept; one that ended early is followed first. */
async function isAtWork(ground: Ground, jobs: Jobs, id: string): Promise<boolean> {
  const job = JobId.safeParse(id).data
  const view = job && (await jobs.get(job))
  if (!view?.instance) return false
  await afterUpdate(ground, jobs, view)
  const all = await jobs.list()
  return all.some(({ instance, state }) => instance === view.instance && ['queued', 'running', 'waiting'].includes(state))
}

/** A newer update of the instance that is in line already puts back what it finds. */
async function beginPutBack({ clock }: Ground, jobs: Jobs, spec: Spec, view: JobView): Promise<void> {
  const cause = view.cause ?? causeNow(new Problem('cancelled'), clock.date())
  const input: PutBackInput = { name: spec.name, update: view.id, refused: { version: (spec.update ?? spec.next)?.version ?? '', cause } }
  await jobs.start('put-back', `instance:${spec.name}`, input).catch((error: unknown) => {
    if (asProblem(error).code !== 'busy') throw error
  })
}
