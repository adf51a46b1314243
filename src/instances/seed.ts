import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { JobTools } from '../jobs/jobs.ts'
import type { InstanceName } from '../model/names.ts'
import { exists, makeOurs, moveFolder } from './folder.ts'
import type { SettleOptions } from './settlein.ts'

/** How data of another instance is had, handed in: to hold one is an operation. */
export interface Seeding {
  /** Throws `not-found` or `no-room` before anything is done. */
  readonly check: (from: InstanceName) => Promise<void>
  /** Makes `into` a copy of its data as it is at one moment, or leaves it away where there is none; what is there is made anew. */
  readonly copy: (from: InstanceName, into: string, tools: JobTools) => Promise<void>
}

interface Sowing {
  readonly name: InstanceName
  readonly seed?: InstanceName
}

type SowOptions = Pick<SettleOptions, 'db' | 'engine' | 'places'> & { readonly seeding: Seeding }

/** Its tries: an instance that is being updated is not copied until that is over. */
const patience = { attempts: 20, first: 2000, cap: 60_000 } as const

/** Before anything is fetched. */
export async function weighSeed({ seeding }: SowOptions, { seed }: Sowing, tools: JobTools): Promise<void> {
  if (seed !== undefined) await tools.step('weigh the data', async () => await seeding.check(seed))
}

/**
 * Gives a new instance its first data: a copy of another's, and of nothing else of it. It is copied beside its place and
 * moved there when it is whole, before its containers are made; one that has a plan may have run, and has data of its own.
 */
export async function sow(options: SowOptions, { name, seed }: Sowing, tools: JobTools): Promise<void> {
  if (seed === undefined) return
  await tools.step('copy the data', async () => await copyFrom(options, { name, seed }, tools), { retry: patience })
}

async function copyFrom({ db, engine, places, seeding }: SowOptions, { name, seed }: Required<Sowing>, tools: JobTools): Promise<void> {
  const spec = await db.specs.get(name)
  if (!spec || spec.removal || spec.plan) return
  const folder = places.instance(name)
  const [beside, data] = [join(folder, 'seed'), join(folder, 'data')]
  await makeOurs(folder, engine)
  try {
    await seeding.copy(seed, beside, tools)
    if (!(await exists(beside))) return
    await rm(data, { recursive: true, force: true })
    await moveFolder(beside, data)
  } finally {
    await rm(beside, { recursive: true, force: true })
  }
  tools.log(`${name} begins with the data of ${seed}`)
}
