import type { Readable } from 'node:stream'
import type { z } from 'zod'
import type { SomePerson } from '../../access/person.ts'
import type { InstanceName, JobId } from '../../model/names.ts'
import type { AttachBody, Deploying, EnvAnswer, EnvLine, ProjectChange, ProjectOwner, ProjectView, PushWord, ReleaseView } from '../../model/project.ts'

/**
 * What the API asks of the push door. The routes have checked who asks and that the project is theirs; `by` is for what
 * is written of it. Where there is no such project, all but `view` throw `not-found`.
 */
export interface ProjectsDoor {
  views(): Promise<readonly ProjectView[]>
  view(name: InstanceName): Promise<ProjectView | undefined>
  /** Throws `conflict` where a project or an app has that name. */
  create(project: NewProject): Promise<ProjectView>
  change(name: InstanceName, change: z.output<typeof ProjectChange>): Promise<ProjectView>
  /** Its instance's data and its repository go to the shelf; builds at work are ended. */
  remove(name: InstanceName): Promise<void>
  /** The newest first. */
  releases(name: InstanceName): Promise<readonly ReleaseView[]>
  /** To the one before the one that serves where no number is given. Throws `not-found` for one that is not kept. */
  rollback(name: InstanceName, release: number | null, by: SomePerson): Promise<Deploying>
  redeploy(name: InstanceName, by: SomePerson): Promise<Deploying>
  image(name: InstanceName, image: string, by: SomePerson): Promise<Deploying>
  source(name: InstanceName, source: Upload, by: SomePerson): Promise<Deploying>
  /** By name; without `reveal` no value is in it. */
  env(name: InstanceName, reveal: boolean): Promise<readonly EnvLine[]>
  /** The lines that are answered hold no values. */
  envChange(name: InstanceName, change: EnvWish, by: SomePerson): Promise<EnvAnswer>
  /** Throws `invalid` naming the line that is not right; then nothing is changed. */
  envImport(name: InstanceName, text: string, later: boolean, by: SomePerson): Promise<EnvAnswer>
  /** Throws `conflict` where a service of that name is there. */
  attach(name: InstanceName, service: AttachBody, by: SomePerson): Promise<Deploying>
  /** Its data stays until the project goes. Throws `not-found`. */
  detach(name: InstanceName, service: string, by: SomePerson): Promise<Deploying>
  /** Ends after its `end`. Whoever stops listening stops nothing. */
  follow(name: InstanceName, what: Followed, signal: AbortSignal): AsyncIterable<PushWord>
  /** Git's smart HTTP. Aborts when the asker goes away or may no longer. */
  git(name: InstanceName, request: GitRequest, by: SomePerson, signal: AbortSignal): Promise<GitAnswer>
}

export interface NewProject {
  readonly name: InstanceName
  readonly owner: ProjectOwner
  /** Null: what the repository's HEAD names. */
  readonly branch: string | null
}

/** A tar archive of a source, whole on this machine's disk. */
export interface Upload {
  /** Gone once `source` has answered: it is moved or read until then. */
  readonly file: string
  readonly gzip: boolean
  readonly message: string | null
  readonly branch: string | null
}

export interface EnvWish {
  readonly set: Readonly<Record<string, string>>
  readonly unset: readonly string[]
  /** Keep it for the next release instead of making one now. */
  readonly later: boolean
}

/** Just one is set. A job is one of this project's. */
export interface Followed {
  readonly job: JobId | null
  readonly release: number | null
}

export interface GitRequest {
  readonly method: 'GET' | 'POST'
  /** Below the repository: `info/refs`, `git-receive-pack`. */
  readonly path: string
  /** Without the question mark. */
  readonly query: string
  /** As they came, names in small letters; without credentials. */
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body: Readable
}

export interface GitAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Readable
}
