import type { JobView } from '../../model/job.ts'
import type { Jobs } from '../../jobs/jobs.ts'
import type { Cause } from '../../model/cause.ts'
import type { State } from '../../model/lifecycle.ts'
import type { EngineId, InstanceName } from '../../model/names.ts'
import type { Domain } from '../../model/projectfile.ts'
import type { Project, Release } from '../../model/project.ts'

/** Its rows, as the engine's database keeps them. */
export interface ProjectRows {
  all(): Promise<readonly Project[]>
  get(name: InstanceName): Promise<Project | undefined>
  insert(project: Project): Promise<void>
  change(name: InstanceName, make: (now: Project) => Project): Promise<Project | undefined>
  remove(name: InstanceName): Promise<unknown>
}

export interface ReleaseRows {
  /** The newest first. */
  of(project: InstanceName): Promise<readonly Release[]>
  get(project: InstanceName, number: number): Promise<Release | undefined>
  insert(release: Release): Promise<void>
  change(project: InstanceName, number: number, make: (now: Release) => Release): Promise<Release | undefined>
  remove(project: InstanceName, number: number): Promise<unknown>
}

export interface Vault {
  get(name: string): Promise<string | undefined>
  put(name: string, text: string): Promise<void>
  remove(name: string): Promise<void>
}

/** The instance a project's releases become, as far as the door must know it. */
export interface Serving {
  /** The release it has, as text; null before the first. */
  readonly version: string | null
  readonly state: State
  /** A person switched it off: it serves again when they switch it on. */
  readonly off: boolean
  /** A switch is at work on it. */
  readonly switching: boolean
  readonly cause: Cause | null
  readonly domains: readonly Domain[]
}

/** What the engine hands in. */
export interface Ties {
  readonly engine: EngineId
  readonly projects: ProjectRows
  readonly releases: ReleaseRows
  readonly vault: Vault
  readonly serving: (name: InstanceName) => Serving | undefined
  /** Something of this project that people see has changed. */
  readonly onChange: (name: InstanceName) => void
  readonly now: () => Date
}

/** The journal, once it is open. */
export type BuildJobs = Pick<Jobs, 'supersede' | 'cancel' | 'get' | 'list' | 'log' | 'result'>

export const isLive = ({ state }: JobView): boolean => state === 'queued' || state === 'running' || state === 'waiting'
