import { z } from 'zod'
import { Ask, Grant } from './grant.ts'
import { EngineId, InstanceName, JobId, ShelfId } from './names.ts'
import { Lifecycle, Mode, State } from './lifecycle.ts'
import { Origin } from './origin.ts'
import { Plan } from './plan.ts'
import { Domain } from './projectfile.ts'
import { Policy } from './access.ts'
import { Cause } from './cause.ts'
import { Size } from './size.ts'
import { KeptVersion, UpdatePolicy } from './updatepolicy.ts'

/** A way in from the network: the gateway listens on `port` and passes on to the entry. */
export const Listener = z.object({ port: z.number().int(), entry: z.number().int().min(0) })
export type Listener = z.infer<typeof Listener>

/** A version that did not get healthy, and why; not tried again by itself. */
export const Refused = z.object({ version: z.string(), cause: Cause })
export type Refused = z.infer<typeof Refused>

/** What should be. One row in localdb; its writer is the engine's intents and the update job. */
export const Spec = z.object({
  name: InstanceName,
  title: z.string(),
  origin: Origin,
  /** The version whose bundle lies in the folder; none until the first fetch is done. */
  version: z.string().nullable(),
  /** A newer version that the door announced. */
  offered: z.string().nullable(),
  mode: Mode,
  policy: Policy,
  lifecycle: Lifecycle,
  plan: Plan.nullable(),
  /** The memory it needs; a smaller machine does not start it. */
  size: Size,
  /** What its owner lets it have beyond its own folder and network. */
  grants: z.array(Grant),
  updates: UpdatePolicy,
  /** An update at work: set when it begins to change things, cleared when it is proven or put back. */
  update: z.object({ job: JobId, version: z.string() }).nullable(),
  /** The version that is tried beside the one that serves, while both may run: its update's, which then clears or commits it. */
  next: z.object({ job: JobId, version: z.string(), plan: Plan }).nullable().default(null),
  /** Names of its own besides `<name>.<domain>`. */
  domains: z.array(Domain).default([]),
  /** Labels below the machine's domain that stand for one version each: that of a commit. */
  aliases: z.array(z.object({ label: z.string().regex(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/), version: z.string() })).default([]),
  /** The version that was tried last and put back. */
  refused: Refused.nullable(),
  /** What can be gone back to. */
  kept: KeptVersion.nullable(),
  subnet: z.string(),
  listeners: z.array(Listener),
  /** Set when it is to go: the data then moves to this place on the shelf, or, with null, is erased with it. */
  removal: z.object({ shelf: ShelfId.nullable() }).nullable(),
  /** Counts up with each retry a person asks for; it clears a failure. */
  retries: z.number().int(),
  created: z.string(),
})
export type Spec = z.infer<typeof Spec>

/** What is. One row in localdb; its only writer is the instance's runner. */
export const Status = z.object({
  name: InstanceName,
  state: State,
  since: z.string(),
  cause: Cause.nullable(),
  /** Crashes and out-of-memory kills since the last time it ran well. */
  crashes: z.number().int(),
  oom: z.number().int(),
  /** The epoch milliseconds of the next try after a crash, or null. */
  nextTry: z.number().nullable(),
})
export type Status = z.infer<typeof Status>

/** What the console, the CLI and every API client see of an instance. */
export const InstanceView = z.object({
  name: InstanceName,
  title: z.string(),
  engine: EngineId,
  origin: Origin,
  version: z.string().nullable(),
  offered: z.string().nullable(),
  mode: Mode,
  policy: Policy,
  lifecycle: Lifecycle,
  size: Size,
  grants: z.array(Grant),
  updates: UpdatePolicy,
  refused: Refused.nullable(),
  kept: KeptVersion.nullable(),
  state: State,
  since: z.string(),
  cause: Cause.nullable(),
  crashes: z.number().int(),
  oom: z.number().int(),
  nextTry: z.number().nullable(),
  /** The job at work on it now, if any. */
  job: JobId.nullable(),
  url: z.string().nullable(),
  domains: z.array(Domain),
  ports: z.array(z.object({ port: z.number().int(), protocol: z.enum(['http', 'tcp']) })),
  /** Milliseconds a start usually takes, from this app's own history. */
  expected: z.number().nullable(),
  icon: z.boolean(),
  created: z.string(),
})
export type InstanceView = z.infer<typeof InstanceView>

/** What an instance's own page shows beside the view. */
export const InstanceDetails = z.object({
  /** Everything it asks for, granted or not. */
  asks: z.array(Ask),
  hints: z.array(z.string()),
  homepage: z.string().nullable(),
  services: z.array(z.object({ name: z.string(), image: z.string() })),
  /** Bytes its data takes on the disk. */
  data: z.number().int(),
})
export type InstanceDetails = z.infer<typeof InstanceDetails>

/** A line of an instance's history. */
export const HistoryLine = z.object({ at: z.string(), state: State, cause: Cause.nullable() })
export type HistoryLine = z.infer<typeof HistoryLine>

/** Kept data of a removed instance. */
export const ShelfItem = z.object({
  id: ShelfId,
  name: z.string(),
  title: z.string(),
  origin: Origin,
  version: z.string().nullable(),
  /** Bytes on disk, counted when it was put there. */
  size: z.number().int(),
  since: z.string(),
})
export type ShelfItem = z.infer<typeof ShelfItem>
