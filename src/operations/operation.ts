import type { Holds } from '../instances/holds.ts'
import type { Fetch } from '../instances/install.ts'
import type { Report } from '../instances/report.ts'
import type { SettleOptions } from '../instances/settlein.ts'
import type { Shelf } from '../instances/shelf.ts'
import type { Clock } from '../kit/clock.ts'
import type { InstanceName } from '../model/names.ts'
import type { Origin } from '../model/origin.ts'

/** What long work over instances is done with. None of it starts or stops a container: it holds, and waits for the runner's word. */
export interface Operation extends SettleOptions {
  readonly fetch: Fetch
  readonly holds: Holds
  readonly shelf: Shelf
  readonly clock: Clock
  /** An app that has answered must stay well this long (milliseconds): many end only when their first work fails. */
  readonly staysWell: (origin: Origin) => number
  /** The first report of the instance's runner for which `is` holds, the last one included. Rejects when the signal aborts. */
  readonly when: (name: InstanceName, is: (report: Report) => boolean, signal: AbortSignal) => Promise<Report>
}

export interface UpdateInput {
  readonly name: InstanceName
  readonly version: string
}
