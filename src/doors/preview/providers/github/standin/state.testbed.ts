import type { BareRepository } from './git.testbed.ts'

/** What the stand-in knows; everything about it is made by its methods. */

export type Role = 'admin' | 'write' | 'read'

export interface StandInRepository {
  readonly id: number
  path: string
  readonly isPrivate: boolean
  readonly git: BareRepository
  /** Path of what it was forked from. */
  readonly parent: StandInRepository | null
  readonly collaborators: Map<string, Role>
  readonly pulls: Map<number, StandInPull>
  readonly comments: StandInComment[]
  readonly deployments: StandInDeployment[]
  readonly statuses: StandInStatus[]
  pushed: string
  gone: boolean
}

export interface StandInPull {
  readonly number: number
  readonly at: StandInRepository
  title: string
  readonly author: string
  base: string
  readonly branch: string
  /** Null once the fork it came from is deleted. */
  from: StandInRepository | null
  commit: string
  open: boolean
  draft: boolean
  labels: string[]
  updated: string
}

export interface StandInComment {
  readonly id: number
  readonly number: number
  body: string
  readonly login: string
  /** The App it was written through. */
  readonly app: number | null
  readonly created: string
}

export interface StandInDeployment {
  readonly id: number
  readonly sha: string
  readonly environment: string
  readonly statuses: { readonly state: string; readonly url: string; readonly log: string; readonly description: string }[]
}

export interface StandInStatus {
  readonly sha: string
  readonly state: string
  readonly context: string
  readonly description: string
  readonly url: string
}

export interface StandInApp {
  readonly id: number
  readonly slug: string
  readonly name: string
  /** Its key as PEM, and what checks signatures made with it. */
  readonly key: string
  readonly publicKey: string
  readonly secret: string
  readonly permissions: Readonly<Record<string, string>>
}

/** An App in an account. `repositories`: ids of those chosen; null: all. */
export interface StandInInstallation {
  readonly id: number
  readonly app: StandInApp
  readonly account: string
  readonly repositories: ReadonlySet<number> | null
  suspended: boolean
}

/** Who holds a token. */
export type Holder =
  | { readonly kind: 'person'; readonly login: string }
  | { readonly kind: 'installation'; readonly installation: StandInInstallation; readonly repositories: ReadonlySet<number> | null; readonly permissions: Readonly<Record<string, string>> }

export class State {
  readonly repositories: StandInRepository[] = []
  /** Paths that repositories had. */
  readonly moved = new Map<string, StandInRepository>()
  readonly apps: StandInApp[] = []
  readonly installations: StandInInstallation[] = []
  readonly tokens = new Map<string, Holder>()
  readonly codes = new Map<string, StandInApp>()
  #number = 1000
  #time = Date.now() - 3_600_000

  /** Numbers of things, none twice. */
  next(): number {
    return ++this.#number
  }

  /** Each change has a second of its own, so that what is newer reads as newer. */
  tick(): string {
    this.#time += 1000
    return new Date(this.#time).toISOString().replace(/\.\d+Z$/, 'Z')
  }

  find(path: string): StandInRepository | undefined {
    return this.repositories.find((one) => !one.gone && one.path.toLowerCase() === path.toLowerCase())
  }

  /** Throws where there is none: a mistake in a test. */
  at(path: string): StandInRepository {
    const found = this.find(path)
    if (!found) throw new Error(`the stand-in has no repository ${path}`)
    return found
  }

  pull(path: string, number: number): StandInPull {
    const found = this.at(path).pulls.get(number)
    if (!found) throw new Error(`${path} has no pull request ${number}`)
    return found
  }
}

export function ownerOf({ path }: Pick<StandInRepository, 'path'>): string {
  return path.split('/')[0] ?? ''
}

export function nameOf({ path }: Pick<StandInRepository, 'path'>): string {
  return path.split('/')[1] ?? ''
}

/** May they see it? */
export function sees(holder: Holder | undefined, repository: StandInRepository): boolean {
  if (holder?.kind === 'installation') return hasInstallation(holder, repository)
  return !repository.isPrivate || (holder !== undefined && (repository.collaborators.has(holder.login) || ownerOf(repository) === holder.login))
}

function hasInstallation({ installation, repositories }: Extract<Holder, { kind: 'installation' }>, repository: StandInRepository): boolean {
  if (installation.suspended || installation.account !== ownerOf(repository)) return false
  return (repositories ?? installation.repositories)?.has(repository.id) ?? true
}

export function roleOf(repository: StandInRepository, login: string): Role | 'none' {
  if (ownerOf(repository) === login) return 'admin'
  return repository.collaborators.get(login) ?? (repository.isPrivate ? 'none' : 'read')
}
