import type { JobView } from '../../model/job.ts'
import type { Jobs } from '../../jobs/jobs.ts'
import type { EngineId, InstanceName } from '../../model/names.ts'
import type { Project } from '../../model/project.ts'
import type { ReleaseRows, Serving, Vault } from '../../releases/ties.ts'

/** Its rows, as the engine's database keeps them. */
export interface ProjectRows {
  all(): Promise<readonly Project[]>
  get(name: InstanceName): Promise<Project | undefined>
  insert(project: Project): Promise<void>
  change(name: InstanceName, make: (now: Project) => Project): Promise<Project | undefined>
  remove(name: InstanceName): Promise<unknown>
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
