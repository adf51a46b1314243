import type { BuildLimits, BuildRequest, BuildTools, Built } from '../../builders/builder.ts'
import type { Jobs } from '../../jobs/jobs.ts'
import type { Log } from '../../kit/log.ts'
import type { Access } from '../../model/access.ts'
import type { EngineId, InstanceName } from '../../model/names.ts'
import type { Provider } from '../../model/preview.ts'
import type { ReleaseRows, Serving, Vault } from '../../releases/ties.ts'
import type { DoorRows } from '../table.ts'
import type { OpenClient } from './providers/provider.ts'

export interface NewDelivery {
  readonly id: string
  readonly digest: string
  readonly connection: string
  readonly event: string
  readonly body: string
  readonly received: string
}

/** What providers sent, as the engine's database keeps it. */
export interface DeliveryRows {
  /** All in one commit. Whether each is new. */
  add(deliveries: readonly NewDelivery[]): Promise<readonly boolean[]>
  waiting(most: number): Promise<readonly { readonly seq: number; readonly id: string; readonly connection: string; readonly body: string }[]>
  done(seqs: readonly number[]): Promise<void>
}

/** The journal, once it is open. */
export type PreviewJobs = Pick<Jobs, 'start' | 'supersede' | 'cancel' | 'get' | 'list' | 'log'>

/** What a person may ask of an instance, passed on to whoever acts. */
export interface Wishes {
  stop(name: InstanceName): Promise<void>
  start(name: InstanceName): Promise<void>
  /** From now on these may visit it. Where there is none, nothing happens. */
  open(name: InstanceName, to: Access): Promise<void>
  /** As a visit: it is not idle from now on. */
  touch(name: InstanceName): void
  /** Removed with all its data. Where there is none, nothing happens. False where it is being updated, and is to be asked for again when that has ended. */
  discard(name: InstanceName): Promise<boolean>
}

/** What the engine hands in. */
export interface PreviewOptions {
  readonly engine: EngineId
  readonly rows: DoorRows
  readonly deliveries: DeliveryRows
  readonly releases: ReleaseRows
  readonly vault: Vault
  readonly log: Log
  readonly now: () => Date
  /** Where repositories' mirrors and releases' sources lie. */
  readonly folder: string
  readonly staging: (job: string) => string
  readonly build: (request: BuildRequest, tools: BuildTools) => Promise<Built>
  readonly limits: BuildLimits
  readonly hasImage: (name: string) => Promise<boolean>
  readonly removeImage: (name: string) => Promise<unknown>
  /** What builds of it kept between one and the next. */
  readonly dropCaches: (name: InstanceName) => Promise<void>
  readonly know: (secret: string) => void
  readonly serving: (name: InstanceName) => Serving | undefined
  /** Hours since the last visit; null where there is no instance. */
  readonly idle: (name: InstanceName) => number | null
  readonly wishes: Wishes
  /** An instance, a project or a registered image has this name. */
  readonly isTaken: (name: InstanceName) => Promise<boolean>
  /** The address of an instance, or of another label below the domain; with a slash at the end. */
  readonly url: (label: string) => string
  /** Where a page of the console is: `#/previews/x`. */
  readonly console: (place: string) => string
  readonly clients: Readonly<Record<Provider, OpenClient>>
  readonly onChange: (name: InstanceName) => void
  /** Milliseconds between two comparisons with what the provider has open. */
  readonly sweepEvery?: number
}
