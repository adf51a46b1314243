import { join } from 'node:path'
import type { BuildLimits } from '../builders/builder.ts'
import { imageOf } from '../releases/bundle/dataservices.ts'
import type { BuildWays } from '../doors/push/build.ts'
import type { PushOptions } from '../doors/push/push.ts'
import type { Serving } from '../releases/ties.ts'
import type { Report } from '../instances/report.ts'
import type { InstanceName } from '../model/names.ts'
import type { ProjectOwner, ProjectView } from '../model/project.ts'
import { consoleAt } from './consoleat.ts'
import { refuseForeign } from './buildways.ts'
import type { Reached } from './entrance.ts'
import type { Ground } from './ground.ts'

/** Milliseconds that fetching the image of a data service may take. */
const fetchWithin = 10 * 60_000

export interface PushingTies {
  readonly reached: Reached
  readonly url: (name: InstanceName) => string
  readonly onChange: (name: InstanceName) => void
  readonly ways: BuildWays
  readonly isTaken: (name: InstanceName) => Promise<boolean>
}

/** What the push door is opened with: the engine's rows, folders and Docker as it may use them. */
export function pushOptions(ground: Ground, ties: PushingTies): PushOptions {
  const { data, engine, db, docker, access, places, settings, clock, scrubber, reports } = ground
  const folder = join(data, 'projects')
  return {
    engine,
    folder,
    projects: db.projects,
    releases: db.releases,
    vault: access.vault,
    serving: (name) => servingOf(reports.get(name)),
    onChange: ties.onChange,
    now: () => clock.date(),
    staging: (job) => join(places.allStaging, job),
    ownerName: async (owner) => await nameOf(ground, owner),
    remote: (name) => remoteOf(ground, ties.reached, name),
    url: (name) => `${ties.url(name)}/`,
    isTaken: ties.isTaken,
    imageFor: imageOf,
    bringImage: async (project, image) => await bring(ground, project, image),
    ways: ties.ways,
    hasImage: async (name) => await docker.hasImage(name),
    removeImage: async (name) => {
      await docker.removeImage(engine, name)
    },
    know: (secret) => scrubber.know(secret),
    limits: buildLimits(settings),
  }
}

/** What one build may use. */
export function buildLimits(settings: Ground['settings']): BuildLimits {
  const { build_memory_mb: memoryMb, build_cpus: cpus, build_processes: processes, build_disk_mb: diskMb, build_minutes: minutes } = settings
  return { memoryMb, cpus, processes, diskMb, minutes, logBytes: 4_000_000 }
}

/** Fetched where it is not here, so that a release never waits for it. Throws `image-unavailable`. */
async function bring({ docker }: Ground, project: InstanceName, image: string): Promise<void> {
  refuseForeign(project, image)
  if (!(await docker.hasImage(image))) await docker.pull(image, { signal: AbortSignal.timeout(fetchWithin), onProgress: () => undefined })
}

/** The instance that releases have become, by its runner's last word. */
export function servingOf(report: Report | undefined): Serving | undefined {
  if (!report) return undefined
  const { spec, status } = report
  return {
    version: spec.version,
    state: status.state,
    off: spec.mode === 'off',
    switching: spec.update !== null || spec.next !== null,
    cause: status.cause,
    domains: spec.domains,
  }
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
