import type { Docker } from '../../docker/docker.ts'
import type { Jobs } from '../../jobs/jobs.ts'
import type { Clock } from '../../kit/clock.ts'
import type { Log } from '../../kit/log.ts'
import type { EngineId, InstanceName } from '../../model/names.ts'
import type { ReleaseRows, Serving, Vault } from '../../releases/ties.ts'
import type { DoorRows } from '../table.ts'

/** Docker as far as this door uses it. */
export type ImageDocker = Pick<Docker, 'pull' | 'hasImage' | 'imageConfig' | 'nameImage' | 'registryTrust'> & { readonly runs: Pick<Docker['runs'], 'imageFacts'> }

/** What the engine hands in. */
export interface ImageOptions {
  readonly engine: EngineId
  readonly rows: DoorRows
  readonly releases: ReleaseRows
  readonly vault: Vault
  readonly docker: ImageDocker
  /** False while a container has it. */
  readonly removeImage: (name: string) => Promise<boolean>
  readonly serving: (name: InstanceName) => Serving | undefined
  /** Something of this image that people see has changed. */
  readonly onChange: (name: InstanceName) => void
  readonly clock: Clock
  readonly log: Log
  /** Learns what no log may say. */
  readonly know: (secret: string) => void
  /** Where what releases need lies: each image has a folder of its own. */
  readonly folder: string
  /** Where a job gathers what it needs. */
  readonly staging: (job: string) => string
  /** An app, or another door's thing, has this name. */
  readonly isTaken: (name: InstanceName) => Promise<boolean>
  readonly url: (name: InstanceName) => string
  /** The whole address of `/doors/image/<hook>`. */
  readonly hookUrl: (hook: string) => string
  /** As images name it; that of this machine when not given. */
  readonly architecture?: string
  /** Milliseconds that one answer of a registry may take; 15 s when not given. */
  readonly within?: number
  /** Milliseconds between two looks that registries ask for; ten seconds when not given. */
  readonly apart?: number
  /** Milliseconds without a word after which the fetching of an image is given up; five minutes when not given. */
  readonly quiet?: number
}

/** The journal, once it is open. */
export type ImageJobs = Pick<Jobs, 'start' | 'supersede' | 'cancel' | 'list'>
