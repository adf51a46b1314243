import { erase, exists, makeOurs } from '../instances/folder.ts'
import { shelfIdFor } from '../instances/shelf.ts'
import type { Handler, JobTools } from '../jobs/jobs.ts'
import type { Spec } from '../model/instance.ts'
import { ShelfId } from '../model/names.ts'
import type { InstanceName, JobId } from '../model/names.ts'
import { Problem } from '../model/problem.ts'
import { keptSpec, restore } from './kept.ts'
import type { Operation } from './operation.ts'
import { asBefore } from './putback.ts'
import { causeNow, standStill } from './stand.ts'

export interface RollbackInput {
  readonly name: InstanceName
}

/** Goes back to the version before, with the data as it was then. What was written since goes to the shelf: nothing is lost. */
export function rollbackJob(operation: Operation): Handler<RollbackInput> {
  return {
    kind: 'rollback',
    mustFinish: true,
    doing: 'taken back',
    title: ({ name }) => `Take ${name} back to its version before`,
    instance: ({ name }) => name,
    retry: { attempts: 20, first: 1000, cap: 60_000 },
    run: (input, tools) => rollback(operation, input, tools),
  }
}

async function rollback(operation: Operation, { name }: RollbackInput, tools: JobTools): Promise<void> {
  const { db, places, clock } = operation
  const from = await tools.step('begin', async () => await begin(operation, name, tools.job, shelfIdFor(name, clock.date())))
  await standStill(operation, name, tools)
  await tools.step('put back', async () => {
    const aside = places.shelf(ShelfId.parse(from.shelf))
    const before = await keptSpec(places.kept(from.kept))
    if (!before) throw new Problem('nothing-kept', { name })
    if (!(await exists(aside))) await makeOurs(aside, operation.engine)
    await restore(places.kept(from.kept), places.instance(name), `${aside}/data`)
    await db.specs.change(name, (spec) => asBefore(spec, before))
  })
  await tools.step('finish', async () => await finish(operation, from))
  await operation.holds.drop(tools.job)
}

interface Begun {
  readonly spec: Spec
  readonly shelf: string
  readonly kept: NonNullable<Spec['kept']>['id']
}

/** After this the instance runs only as a hold says. */
async function begin({ db, onSpec }: Operation, name: InstanceName, job: JobId, shelf: ShelfId): Promise<Begun> {
  const spec = await db.specs.get(name)
  const kept = spec?.kept
  if (!kept) throw new Problem('nothing-kept', { name })
  const changed = await db.specs.change(name, (now) => ({ ...now, update: { job, version: kept.version } }))
  if (changed) onSpec(changed)
  return { spec, shelf, kept: kept.id }
}

async function finish({ db, places, shelf, clock, onSpec }: Operation, { spec, shelf: id, kept }: Begun): Promise<void> {
  await shelf.add(spec, ShelfId.parse(id))
  const version = spec.version ?? ''
  const cause = causeNow(new Problem('went-back', { version }), clock.date())
  const done = await db.specs.change(spec.name, (now) => ({ ...now, update: null, kept: null, refused: { version, cause }, offered: now.offered ?? version }))
  if (done) onSpec(done)
  await erase(places.kept(kept))
}
