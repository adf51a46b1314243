import { join } from 'node:path'
import { imageOf } from '../releases/bundle/dataservices.ts'
import type { BuildWays } from '../doors/push/build.ts'
import type { PushOptions } from '../doors/push/push.ts'
import type { InstanceName } from '../model/names.ts'
import type { ProjectOwner, ProjectView } from '../model/project.ts'
import { consoleAt } from './consoleat.ts'
import { refuseForeign } from './buildways.ts'
import type { Reached } from './entrance.ts'
import type { Ground } from './ground.ts'
import { buildLimits, releasing } from './releasing.ts'
import type { ReleasingTies } from './releasing.ts'

/** Milliseconds that fetching the image of a data service may take. */
const fetchWithin = 10 * 60_000

export interface PushingTies extends ReleasingTies {
  readonly reached: Reached
  readonly ways: BuildWays
}

/** What the push door is opened with: the engine's rows, folders and Docker as it may use them. */
export function pushOptions(ground: Ground, ties: PushingTies): PushOptions {
  const { data, db, docker, settings, clock } = ground
  return {
    ...releasing(ground, ties),
    folder: join(data, 'projects'),
    projects: db.projects,
    now: () => clock.date(),
    ownerName: async (owner) => await nameOf(ground, owner),
    remote: (name) => remoteOf(ground, ties.reached, name),
    imageFor: imageOf,
    bringImage: async (project, image) => await bring(ground, project, image),
    ways: ties.ways,
    hasImage: async (name) => await docker.hasImage(name),
    limits: buildLimits(settings),
  }
}

/** Fetched where it is not here, so that a release never waits for it. Throws `image-unavailable`. */
async function bring({ docker }: Ground, project: InstanceName, image: string): Promise<void> {
  refuseForeign(project, image)
  if (!(await docker.hasImage(image))) await docker.pull(image, { signal: AbortSignal.timeout(fetchWithin), onProgress: () => undefined })
}

async function nameOf({ db }: Ground, owner: ProjectOwner): Promise<string> {
  return owner.kind === 'group' ? owner.name : ((await db.people.get(owner.id))?.name ?? owner.id)
}

/** Where it is pushed to: over SSH at the machine's own name, over HTTP at the console's. */
function remoteOf(ground: Ground, reached: Reached, name: InstanceName): ProjectView['remote'] {
  const { settings } = ground
  const port = settings.ssh_port === 22 ? '' : `:${settings.ssh_port}`
  return { ssh: `ssh://berth@${settings.domain}${port}/${name}`, https: `${consoleAt(ground, reached)}/git/${name}.git` }
}
