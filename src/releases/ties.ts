import type { Cause } from '../model/cause.ts'
import type { Grant } from '../model/grant.ts'
import type { State } from '../model/lifecycle.ts'
import type { InstanceName } from '../model/names.ts'
import type { DataService, Release } from '../model/project.ts'
import type { Domain } from '../model/projectfile.ts'

/** What releases are of: a project, a pull request's preview, or a registered image. The instance they become has its name. */
export interface Released {
  readonly name: InstanceName
  /** Of what its apps ask for beyond the rules. */
  readonly grants: readonly Grant[]
  /** Attached, with their data beside the app's. */
  readonly services: readonly DataService[]
}

/** As the engine's database keeps them. */
export interface ReleaseRows {
  /** The newest first. */
  of(name: InstanceName): Promise<readonly Release[]>
  get(name: InstanceName, number: number): Promise<Release | undefined>
  insert(release: Release): Promise<void>
  change(name: InstanceName, number: number, make: (now: Release) => Release): Promise<Release | undefined>
  remove(name: InstanceName, number: number): Promise<unknown>
}

export interface Vault {
  get(name: string): Promise<string | undefined>
  put(name: string, text: string): Promise<void>
  remove(name: string): Promise<void>
}

/** The instance that releases become, as far as a door must know it. */
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
