import { join } from 'node:path'
import { drawBeside } from '../instances/beside.ts'
import { erase, makeOurs } from '../instances/folder.ts'
import { mayOverlap, touchesData, writesData } from '../instances/overlap.ts'
import { settleIn } from '../instances/settlein.ts'
import type { Handler, JobTools } from '../jobs/jobs.ts'
import type { Cause } from '../model/cause.ts'
import type { Spec } from '../model/instance.ts'
import { Problem } from '../model/problem.ts'
import { updateBeside } from './besideupdate.ts'
import { demandRoom } from './copy.ts'
import { endUpdate, updated } from './finish.ts'
import { keep } from './kept.ts'
import type { Operation, UpdateInput } from './operation.ts'
import { putBack } from './putback.ts'
import { causeNow, getsWell, standStill } from './stand.ts'

/** How it is gone about. */
interface Way {
  /** Both versions at once, for a moment. */
  readonly beside: boolean
  /** With a copy of the data to go back to. */
  readonly copies: boolean
}

/**
 * The only job that moves a version: fetched while the old one serves, then switched, proven, or everything back. Where
 * both may run at once, the old one serves until the new one is well. Where not, the data is kept first, if anything that
 * writes it is replaced; from `begin` on the row says so, and nothing runs but what this job holds. Whoever ends the job
 * early (a person, a lost machine) leaves it to the job that puts back.
 */
export function updateJob(operation: Operation): Handler<UpdateInput> {
  return {
    kind: 'update',
    doing: 'updated',
    title: ({ name, version }) => `Update ${name} to ${version}`,
    instance: ({ name }) => name,
    retry: { attempts: 3, first: 2000, cap: 30_000 },
    run: (input, tools) => update(operation, input, tools),
  }
}

async function update(operation: Operation, input: UpdateInput, tools: JobTools): Promise<void> {
  const { name, version } = input
  const staging = operation.places.staging(tools.job)
  const way = await prepare(operation, input, staging, tools)
  const cause = way.beside ? await updateBeside(operation, input, tools) : await updateInPlace(operation, input, way, tools)
  await erase(staging)
  if (cause) throw new Problem('update-undone', { name, version, reason: cause.message })
}

async function updateInPlace(operation: Operation, input: UpdateInput, { copies }: Way, tools: JobTools): Promise<Cause | null> {
  const { name, version } = input
  await begin(operation, input, tools)
  const bytes = await tools.step('keep the data', async () => await keepOld(operation, input, copies, tools))
  await tools.step('switch', async () => await change(operation, input, join(operation.places.staging(tools.job), 'app'), tools))
  const cause = await tools.step('prove', async () => await getsWell(operation, name, version, tools))
  if (cause) await tools.step('put back', async () => await putBack(operation, { name, update: tools.job, refused: { version, cause } }, tools))
  else await tools.step('finish', async () => await finish(operation, input, bytes, tools))
  return cause
}

/** While the old version serves. Begun already is prepared already: the copy that was made since counts no more as room that is missing. */
async function prepare(operation: Operation, input: UpdateInput, staging: string, tools: JobTools): Promise<Way> {
  const spec = await operation.db.specs.get(input.name)
  if (!spec) throw new Problem('not-found', { what: 'app', name: input.name })
  if (spec.update?.job === tools.job) return { beside: false, copies: true }
  await clearLeft(operation, spec, tools)
  try {
    await tools.step('fetch', async () => await fetchNew(operation, spec, input.version, staging, tools))
    const way = await tools.step('weigh', async () => await weigh(operation, spec, join(staging, 'app')))
    if (way.copies) await demandRoom(operation.places.instance(input.name))
    return way
  } catch (error) {
    if (!tools.signal.aborted) await refuse(operation, spec, input.version, error)
    throw error
  }
}

/** What an older update left half done, to make room for this one. */
async function clearLeft(operation: Operation, { name, update, next }: Spec, tools: JobTools): Promise<void> {
  const left = update ?? next
  if (!left || left.job === tools.job) return
  const cause = causeNow(new Problem('superseded'), operation.clock.date())
  await putBack(operation, { name, update: left.job, refused: { version: left.version, cause } }, tools)
}

async function weigh(operation: Operation, spec: Spec, staged: string): Promise<Way> {
  const { plan, meta } = await drawBeside(operation, spec, staged)
  const old = spec.plan ?? plan
  // Who goes back to an earlier version of an app has its data as it was then; a release is gone back to with the data of now.
  if (meta['x-berth'].release === undefined) return { beside: false, copies: writesData(old) || writesData(plan) }
  // Somebody else's Traefik sends visitors to every container that bears its labels, ready or not.
  const beside = spec.plan !== null && operation.traefik === undefined && mayOverlap(old, plan)
  return { beside, copies: !beside && touchesData(old, plan) }
}

async function fetchNew({ engine, fetch }: Operation, { origin, grants }: Spec, version: string, staging: string, tools: JobTools): Promise<void> {
  await makeOurs(staging, engine)
  await fetch({ origin, version }, join(staging, 'app'), { ...tools, grants })
}

/** A version that cannot be had, or has no room, is not tried again by itself. The installed one fetched afresh is none of these. */
async function refuse({ db, clock, onSpec }: Operation, { name, version: installed }: Spec, version: string, error: unknown): Promise<void> {
  if (version === installed) return
  const changed = await db.specs.change(name, (spec) => ({ ...spec, refused: { version, cause: causeNow(error, clock.date()) } }))
  if (changed) onSpec(changed)
}

/** After this the instance runs only as a hold says, also when the engine ends now and comes back. */
async function begin(operation: Operation, { name, version }: UpdateInput, tools: JobTools): Promise<void> {
  tools.signal.throwIfAborted()
  const changed = await operation.db.specs.change(name, (spec) => ({ ...spec, update: { job: tools.job, version } }))
  if (!changed || changed.removal) throw new Problem('not-found', { what: 'app', name })
  operation.onSpec(changed)
}

async function keepOld(operation: Operation, { name }: UpdateInput, data: boolean, tools: JobTools): Promise<number> {
  const { db, engine, places } = operation
  await standStill(operation, name, tools)
  const spec = await db.specs.get(name)
  if (!spec) throw new Problem('not-found', { what: 'app', name })
  return await keep({ ...spec, update: null }, places.instance(name), places.kept(tools.job), engine, { ...tools, data })
}

async function change(operation: Operation, { name, version }: UpdateInput, staged: string, tools: JobTools): Promise<void> {
  await standStill(operation, name, tools)
  await settleIn(operation, name, staged, (spec, { meta }): Spec => ({ ...spec, version, retries: spec.retries + 1, lifecycle: meta.lifecycle, size: meta.minimum_portal_size }))
}

async function finish(operation: Operation, input: UpdateInput, bytes: number, tools: JobTools): Promise<void> {
  const before = await operation.db.specs.get(input.name)
  await operation.db.specs.change(input.name, await updated(operation, input, bytes, tools))
  await endUpdate(operation, input, before?.kept ?? null, tools)
}
