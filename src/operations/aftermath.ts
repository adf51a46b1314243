import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { erase } from '../instances/folder.ts'
import type { Places } from '../instances/places.ts'
import type { Jobs } from '../jobs/jobs.ts'
import type { Spec } from '../model/instance.ts'
import type { JobView } from '../model/job.ts'
import { Problem } from '../model/problem.ts'
import type { Operation } from './operation.ts'
import type { PutBackInput } from './putback.ts'
import { causeNow } from './stand.ts'

type Ground = Pick<Operation, 'db' | 'clock'>

/** What follows from an update that ended early: had it begun to change things, they are put back. */
export async function afterUpdate(ground: Ground, jobs: Jobs, view: JobView): Promise<void> {
  if (view.kind !== 'update' || !view.instance || (view.state !== 'failed' && view.state !== 'cancelled')) return
  const spec = await ground.db.specs.get(view.instance)
  if (spec?.update?.job === view.id) await beginPutBack(ground, jobs, spec, view)
}

/** At start-up: updates that were begun and have no job at work any more, and what was kept and belongs to nobody. */
export async function recoverUpdates(ground: Ground, jobs: Jobs, places: Places): Promise<void> {
  const specs = await ground.db.specs.all()
  const wanted = new Set<string>(specs.flatMap(({ kept, update }) => [kept?.id ?? '', update?.job ?? '']))
  for (const id of await readdir(places.allKept).catch(() => [])) if (!wanted.has(id)) await erase(join(places.allKept, id))
  for (const spec of specs) {
    const view = spec.update && (await jobs.get(spec.update.job))
    if (view?.kind === 'update') await afterUpdate(ground, jobs, view)
  }
}

async function beginPutBack({ clock }: Ground, jobs: Jobs, spec: Spec, view: JobView): Promise<void> {
  const cause = view.cause ?? causeNow(new Problem('cancelled'), clock.date())
  const input: PutBackInput = { name: spec.name, update: view.id, refused: { version: spec.update?.version ?? '', cause } }
  await jobs.start('put-back', `instance:${spec.name}`, input)
}
