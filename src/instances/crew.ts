import type { Docker } from '../docker/docker.ts'
import type { Clock } from '../kit/clock.ts'
import type { Log } from '../kit/log.ts'
import type { LocalDb } from '../localdb/localdb.ts'
import type { Spec } from '../model/instance.ts'
import type { JobView } from '../model/job.ts'
import type { EngineId, InstanceName } from '../model/names.ts'
import type { Demands } from './demands.ts'
import type { Report } from './report.ts'
import type { SleepDefaults } from './sleep.ts'
import type { Held, Machine } from './want.ts'

/** What a runner works with. It asks these; none of them calls it but to wake it. */
export interface Crew {
  readonly engine: EngineId
  readonly docker: Docker
  readonly db: LocalDb
  readonly clock: Clock
  readonly log: Log
  readonly demands: Demands
  /** The instance's folder. */
  readonly folder: (name: InstanceName) => string
  /** The host name visitors use; the readiness probe asks with it, as some apps answer no other. */
  readonly host: (name: InstanceName) => string
  readonly machine: (name: InstanceName) => Machine
  readonly held: (name: InstanceName) => Held
  readonly sleep: () => SleepDefaults
  readonly jobOf: (name: InstanceName) => Pick<JobView, 'state' | 'cause'> | null
  readonly report: (report: Report) => void
  /** The longest a container of an older release waits for its last visits, milliseconds; half a minute when not given. */
  readonly drain?: number
  /** A start was timed and kept. */
  readonly timed: (name: InstanceName) => Promise<void>
  /** Its containers are gone: data to the shelf, rows away. Idempotent. */
  readonly farewell: (spec: Spec) => Promise<void>
}
