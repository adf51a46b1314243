import type { Doors } from '../doors/index.ts'
import { Holds } from '../instances/holds.ts'
import { installJob } from '../instances/install.ts'
import type { Admit } from '../instances/place.ts'
import { openJobs } from '../jobs/jobs.ts'
import type { Handler, Jobs } from '../jobs/jobs.ts'
import type { Scope } from '../kit/scope.ts'
import type { Spec } from '../model/instance.ts'
import type { JobView } from '../model/job.ts'
import type { InstanceName } from '../model/names.ts'
import type { Origin } from '../model/origin.ts'
import { operations } from '../operations/operations.ts'
import type { Operation } from '../operations/operation.ts'
import { seedingOf } from '../operations/seed.ts'
import { publicKeyOf } from './appsignin.ts'
import type { Ground } from './ground.ts'

/**
 * An updated app that has answered is watched this long before the way back is closed, milliseconds. Whoever pushes waits
 * for it, and the release before is not gone.
 */
const staysWell = ({ door }: Origin): number => (door === 'push' || door === 'preview' ? 500 : 3000)

/** Whom work tells, and what it asks; each is opened after it. */
export interface WorkTies {
  readonly url: (name: InstanceName) => string
  readonly wake: (name: InstanceName) => void
  readonly onSpec: (spec: Spec) => void
  readonly onJob: (view: JobView) => void
  readonly admit: Admit
}

export interface Work {
  readonly jobs: Jobs
  readonly holds: Holds
  readonly operation: Operation
}

/** The journal with every kind of long work there is. Nothing runs before its first wake. */
export async function openWork(ground: Ground, doors: Doors, ties: WorkTies, scope: Scope): Promise<Work> {
  const { db, log, clock, settings, reports } = ground
  const holds = await Holds.open(db, ties.wake)
  const operation: Operation = {
    ...ground,
    domain: settings.domain,
    traefik: settings.traefik ?? undefined,
    url: ties.url,
    ports: settings.ports,
    fetch: async (what, into, tools) => await doors.of(what.origin).fetch(what, into, tools),
    onSpec: ties.onSpec,
    admit: ties.admit,
    publicKey: async () => await publicKeyOf(ground),
    holds,
    staysWell,
    when: async (name, is, signal) => await reports.when(name, is, signal),
  }
  const handlers = [
    installJob({ ...operation, seeding: seedingOf(operation) }),
    ...operations(operation),
    ...doors.push.handlers,
    ...doors.preview.handlers,
    ...doors.image.handlers,
  ] as readonly Handler[]
  const jobs = scope.use(await openJobs({ db, log, clock, scrubber: ground.scrubber, handlers, concurrency: settings.jobs_at_once, crews: { builds: settings.builds_at_once }, onChange: ties.onJob }))
  for (const door of [doors.push, doors.preview, doors.image]) door.use(jobs)
  return { jobs, holds, operation }
}
