import { join } from 'node:path'
import { dropCaches } from '../builders/buildpacks/caches.ts'
import { exists, makeOurs } from '../instances/folder.ts'
import type { Report } from '../instances/report.ts'
import { shelfIdFor } from '../instances/shelf.ts'
import type { InstanceName } from '../model/names.ts'
import { Problem } from '../model/problem.ts'
import type { Ground } from './ground.ts'
import type { Intents } from './intents.ts'
import type { Shelving } from './projectsdoor.ts'
import type { Reports } from './reports.ts'

/** Milliseconds that a switch at work may take to end. */
const patience = 30_000

/** A project's instance goes to the shelf with all it has; a project that never had one, with its repository alone. */
export async function shelvingOf({ db, places, shelf, clock, engine, docker, reports }: Ground, intents: () => Intents, name: InstanceName): Promise<Shelving> {
  const forget = async (): Promise<void> => await dropCaches(docker.runs, { engine, project: name }).catch(() => undefined) // a cache that is left takes room, and no more
  const spec = await db.specs.get(name)
  if (spec) {
    await stillness(reports, name)
    return { data: join(places.instance(name), 'data'), go: async () => await intents().remove(name).then(forget) }
  }
  const id = shelfIdFor(name, clock.date())
  const folder = places.shelf(id)
  await makeOurs(folder, engine)
  const kept = { name, title: name, origin: { door: 'push' as const, project: name }, version: null }
  const go = async (): Promise<void> => {
    if (await exists(folder)) await shelf.add(kept, id)
    await forget()
  }
  return { data: join(folder, 'data'), go }
}

/** Nothing of a project goes while its data is between two releases. Throws `busy`. */
async function stillness(reports: Reports, name: InstanceName): Promise<void> {
  const isStill = ({ spec }: Report): boolean => spec.update === null && spec.next === null
  await reports.when(name, isStill, AbortSignal.timeout(patience)).catch(() => {
    throw new Problem('busy', { name, doing: 'updated' })
  })
}
