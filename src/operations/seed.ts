import { join } from 'node:path'
import { exists } from '../instances/folder.ts'
import type { Seeding } from '../instances/seed.ts'
import { TryLater } from '../jobs/jobs.ts'
import type { JobTools } from '../jobs/jobs.ts'
import type { InstanceName } from '../model/names.ts'
import { Problem } from '../model/problem.ts'
import { copyFolder, demandRoom } from './copy.ts'
import type { Operation } from './operation.ts'
import { standStill } from './stand.ts'

/** Until it is asked again whether the update of a source is over, milliseconds. */
const again = 5000

type Ground = Pick<Operation, 'db' | 'places' | 'holds' | 'when'>

/**
 * What a new instance may begin with: the data of another one. That one is stopped for as long as the copy takes, not
 * paused: what it holds in memory is written then, so the copy is what it would find after a start, not after a power cut.
 */
export function seedingOf(ground: Ground): Seeding {
  return {
    check: async (from) => {
      const data = await dataOf(ground, from)
      if (data !== undefined) await demandRoom(data)
    },
    copy: async (from, into, tools) => await copyData(ground, from, into, tools),
  }
}

async function copyData(ground: Ground, from: InstanceName, into: string, tools: JobTools): Promise<void> {
  const data = await dataOf(ground, from)
  if (data === undefined) return
  try {
    await standStill(ground, from, tools)
    await demandOneVersion(ground, from)
    await demandRoom(data)
    await copyFolder(data, into, tools)
    // Removed meanwhile, it may have been carried away while it was copied.
    await dataOf(ground, from)
  } finally {
    await ground.holds.drop(tools.job)
  }
}

/** Where its data lies; nothing when it has none yet. Throws `not-found`. */
async function dataOf({ db, places }: Ground, from: InstanceName): Promise<string | undefined> {
  const spec = await db.specs.get(from)
  if (!spec || spec.removal) throw new Problem('not-found', { what: 'app', name: from })
  const data = join(places.instance(from), 'data')
  return (await exists(data)) ? data : undefined
}

/** What an update left half done may not be what anybody wants to begin with. */
async function demandOneVersion({ db }: Ground, from: InstanceName): Promise<void> {
  const spec = await db.specs.get(from)
  if (spec?.update ?? spec?.next) throw new TryLater(again, new Problem('busy', { name: from, doing: 'updated' }))
}
