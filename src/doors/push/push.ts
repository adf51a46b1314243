import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Handler } from '../../jobs/jobs.ts'
import { Scope } from '../../kit/scope.ts'
import type { InstanceName, JobId } from '../../model/names.ts'
import type { PushOrigin } from '../../model/origin.ts'
import { Problem } from '../../model/problem.ts'
import type { Named } from '../../model/access.ts'
import type { Project, ProjectChange, ProjectOwner, ProjectView, PushWord, Release } from '../../model/project.ts'
import type { Door, Hall, News } from '../door.ts'
import { buildJob } from './build.ts'
import type { BuildWays } from './build.ts'
import type { BuildLimits } from '../../builders/builder.ts'
import { Changes } from './changes.ts'
import { Deployments } from './deploy.ts'
import type { DeployOptions } from './deploy.ts'
import { Derivations } from '../../releases/derive.ts'
import { Environments } from '../../releases/environment.ts'
import { detailsOf, fetchRelease } from '../../releases/fetch.ts'
import { follow } from './follow.ts'
import { Repositories } from '../../git/repositories.ts'
import type { Followed } from './follow.ts'
import { Projects } from './projects.ts'
import type { ProjectsOptions } from './projects.ts'
import { Releases } from '../../releases/releases.ts'
import type { BuildJobs, Ties } from './ties.ts'

export interface PushOptions extends Ties, Pick<ProjectsOptions, 'ownerName' | 'remote' | 'url' | 'isTaken'>, Pick<DeployOptions, 'imageFor' | 'bringImage'> {
  /** Where projects lie: each has a folder of its own. */
  readonly folder: string
  readonly staging: (job: string) => string
  readonly ways: BuildWays
  readonly limits: BuildLimits
  readonly hasImage: (name: string) => Promise<boolean>
  readonly removeImage: (name: string) => Promise<unknown>
  readonly know: (secret: string) => void
}

/** The push door: code comes by `git push`, is built, and becomes a release. */
export class PushDoor implements Door<PushOrigin> {
  readonly name = 'push'
  readonly repositories: Repositories
  readonly projects: Projects
  readonly releases: Releases
  readonly environments: Environments
  readonly deployments: Deployments
  readonly handlers: readonly Handler[]
  readonly changes = new Changes()
  readonly #options: PushOptions
  /** Names of projects: most of what is heard is of other instances. */
  readonly #known = new Set<InstanceName>()
  readonly #proven = new Map<InstanceName, number>()
  #jobs: BuildJobs | undefined
  #hall: Hall | undefined

  constructor(given: PushOptions) {
    const onChange = (name: InstanceName): void => {
      this.#known.add(name)
      given.onChange(name)
    }
    const options = { ...given, onChange }
    this.#options = options
    const { staging, ways, limits } = options
    const jobs = (): BuildJobs => this.jobs
    const folder = (name: InstanceName): string => this.folder(name)
    const announce = async (project: Project, release: Release): Promise<void> => await this.#announce(project, release)
    this.repositories = new Repositories(options.folder)
    this.environments = new Environments(options.vault, options.know)
    const next = async (name: InstanceName): Promise<number | undefined> => (await options.projects.change(name, (now) => ({ ...now, last: now.last + 1 })))?.last
    this.releases = new Releases({ ...options, next, environments: this.environments, folder })
    this.projects = new Projects({ ...options, folder, jobs, repositories: this.repositories })
    const shared = { releases: this.releases, environments: this.environments, announce }
    const derivations = new Derivations({
      ...options,
      ...shared,
      released: async (name) => await this.projects.get(name),
      announce: async (name, release) => await announce(await this.projects.get(name), release),
    })
    this.deployments = new Deployments({ ...options, releases: this.releases, derivations, projects: this.projects, jobs, tip: async (name, branch) => await this.repositories.of(name).tip(branch) })
    this.handlers = [
      buildJob({ ...shared, engine: options.engine, projects: options.projects, repositories: this.repositories, ways, limits, staging, folder, onLine: (job) => this.changes.stir(job) }),
    ] as readonly Handler[]
  }

  get jobs(): BuildJobs {
    if (!this.#jobs) throw new TypeError('the push door has no journal yet')
    return this.#jobs
  }

  /** Its handlers are in the journal; from now on it may ask for builds. */
  use(jobs: BuildJobs): void {
    this.#jobs = jobs
  }

  /** Where everything of a project lies, but what its instance is. */
  folder(name: InstanceName): string {
    return join(this.#options.folder, name)
  }

  async open(hall: Hall): Promise<AsyncDisposable> {
    this.#hall = hall
    await mkdir(this.#options.folder, { recursive: true, mode: 0o700 })
    const names = (await this.#options.projects.all()).map(({ name }) => name)
    for (const name of names) this.#known.add(name)
    await this.environments.learn(names)
    await this.repositories.sweep()
    const scope = new Scope()
    scope.use(this.#options.ways)
    return scope
  }

  /** Nobody picks what is pushed. */
  async offers(): Promise<readonly []> {
    return await Promise.resolve([])
  }

  async details(origin: PushOrigin): ReturnType<Door<PushOrigin>['details']> {
    return await detailsOf(this.#fetching, origin.project)
  }

  async icon(): Promise<undefined> {
    return await Promise.resolve(undefined)
  }

  async fetch(...[{ origin, version }, into, tools]: Parameters<Door<PushOrigin>['fetch']>): ReturnType<Door<PushOrigin>['fetch']> {
    return await fetchRelease(this.#fetching, origin.project, version, into, tools)
  }

  /** What became of a release: kept with it, and whoever waits for it looks. */
  async tell({ project }: PushOrigin, { version, cause }: News): Promise<void> {
    if (cause) await this.releases.refuse(project, Number(version), cause)
    else this.#proven.set(project, Math.max(Number(version), this.#proven.get(project) ?? 0))
    this.hear(project, null)
  }

  /** Something was told of an instance, or of a job: it may be one of a project. */
  hear(name: InstanceName | null, job: JobId | null): void {
    if (job !== null) this.changes.stir(job)
    if (name === null) return
    this.changes.stir(name)
    if (this.#known.has(name)) this.#options.onChange(name)
  }

  /** The number of the release that serves. */
  serves(name: InstanceName): number | null {
    const version = this.#options.serving(name)?.version
    return version ? Number(version) : null
  }

  async view(name: InstanceName): Promise<ProjectView | undefined> {
    const project = await this.#options.projects.get(name)
    return project && (await this.projects.view(project))
  }

  async views(): Promise<readonly ProjectView[]> {
    const jobs = await this.jobs.list()
    return await Promise.all((await this.#options.projects.all()).map(async (project) => await this.projects.view(project, jobs)))
  }

  follow(name: InstanceName, what: Followed, signal: AbortSignal): AsyncIterable<PushWord> {
    const { releases, serving, url } = this.#options
    return follow({ releases, serving, url, proven: (project) => this.#proven.get(project) ?? 0, changes: this.changes, jobs: () => this.jobs }, name, what, signal)
  }

  /** Another branch is deployed with the next push to it, or when somebody asks for it. */
  async change(name: InstanceName, change: ProjectChange): Promise<ProjectView> {
    const project = await this.projects.change(name, change)
    if (change.branch !== undefined) await this.projects.judge(name, await this.repositories.of(name).tip(await this.projects.branch(project)))
    return await this.projects.view(project)
  }

  /** Builds at work are ended; the rows go last. `keepIn`: the data that goes to the shelf. */
  async remove(name: InstanceName, keepIn: string): Promise<void> {
    for (const { id, kind, instance, state } of await this.jobs.list()) {
      if (kind === 'build' && instance === name && state !== 'done' && state !== 'failed' && state !== 'cancelled') await this.jobs.cancel(id)
    }
    await this.releases.forget(name)
    await this.projects.remove(name, keepIn)
    await rm(this.folder(name), { recursive: true, force: true })
    this.#known.delete(name)
    this.#proven.delete(name)
  }

  get #fetching() {
    const { hasImage } = this.#options
    return { releases: this.releases, environments: this.environments, hasImage, folder: (name: InstanceName) => this.folder(name) }
  }

  async #announce({ name, grants, owner }: Project, { number, file }: Release): Promise<void> {
    if (!this.#hall) throw new Problem('internal', { reason: 'the push door is not open' })
    const { title = name, access = onlyFor(owner), domains } = file
    await this.#hall.announce({ origin: { door: 'push', project: name }, version: String(number), docking: { name, title, access, grants, domains } })
  }
}

/** Where nobody says who may visit it: those whose project it is, and whoever runs the machine. */
function onlyFor(owner: ProjectOwner): Named {
  return { people: owner.kind === 'person' ? [owner.id] : [], groups: owner.kind === 'group' ? [owner.name] : [], devices: [] }
}
