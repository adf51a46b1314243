import { mkdir, rename, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { JobView } from '../../model/job.ts'
import type { InstanceName } from '../../model/names.ts'
import type { State } from '../../model/lifecycle.ts'
import { Problem } from '../../model/problem.ts'
import type { DataService, Project, ProjectChange, ProjectOwner, ProjectView } from '../../model/project.ts'
import type { Cause } from '../../model/cause.ts'
import type { Repositories } from '../../git/repositories.ts'
import type { BuildJobs, Ties } from './ties.ts'
import { isLive } from './ties.ts'

export interface ProjectsOptions extends Pick<Ties, 'projects' | 'releases' | 'serving' | 'now' | 'onChange'> {
  /** Where the folder of a project is. */
  readonly folder: (name: InstanceName) => string
  readonly repositories: Repositories
  readonly jobs: () => BuildJobs
  readonly ownerName: (owner: ProjectOwner) => Promise<string>
  readonly remote: (name: InstanceName) => ProjectView['remote']
  readonly url: (name: InstanceName) => string
  /** An instance or another project has this name. */
  readonly isTaken: (name: InstanceName) => Promise<boolean>
}

/** What is deployed where nobody says. */
const usualBranch = 'main'
/** How a repository is called among the data of what was removed. */
const keptRepository = '.repository.git'

/** The rows of projects and their repositories; the one writer of both. */
export class Projects {
  readonly #options: ProjectsOptions
  /** What HEAD names, by project: only this class changes it, and views are asked for with every change of a build. */
  readonly #heads = new Map<InstanceName, string>()

  constructor(options: ProjectsOptions) {
    this.#options = options
  }

  async get(name: InstanceName): Promise<Project> {
    const project = await this.#options.projects.get(name)
    if (!project) throw new Problem('not-found', { what: 'project', name })
    return project
  }

  /** The repository first: a row without one could not be pushed to. */
  async create(name: InstanceName, owner: ProjectOwner, branch: string | null): Promise<Project> {
    const { projects, repositories, folder, isTaken, now, onChange } = this.#options
    if (await isTaken(name)) throw new Problem('conflict', { what: 'a project or an app', name })
    await mkdir(folder(name), { recursive: true, mode: 0o700 })
    await repositories.create(name, branch ?? usualBranch)
    const project: Project = { name, owner, branch, grants: [], services: [], judged: null, last: 0, created: now().toISOString() }
    await projects.insert(project)
    onChange(name)
    return project
  }

  async change(name: InstanceName, change: ProjectChange): Promise<Project> {
    const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined))
    return await this.#write(name, (now) => ({ ...now, ...given }))
  }

  async services(name: InstanceName, make: (now: readonly DataService[]) => readonly DataService[]): Promise<Project> {
    return await this.#write(name, (now) => ({ ...now, services: [...make(now.services)] }))
  }

  /** What is at the tip of the deployed branch now was decided about. */
  async judge(name: InstanceName, judged: string | null): Promise<void> {
    await this.#write(name, (now) => ({ ...now, judged }))
  }

  /** What is deployed: what the project says, else what HEAD names. */
  async branch(project: Project): Promise<string> {
    return project.branch ?? (await this.#head(project.name))
  }

  /** The first branch that comes is HEAD, where HEAD names none that is there: `master` is as good as `main`. */
  async adopt(name: InstanceName, branches: readonly string[]): Promise<void> {
    const repository = this.#options.repositories.of(name)
    const [first] = branches
    if (first === undefined || (await repository.tip(await this.#head(name))) !== null) return
    const head = branches.find((branch) => branch === 'main' || branch === 'master') ?? first
    await repository.setHead(head)
    this.#heads.set(name, head)
  }

  /** Its repository goes among the data that goes to the shelf; the row goes last. */
  async remove(name: InstanceName, keepIn: string): Promise<void> {
    const { projects, folder, onChange } = this.#options
    const repository = join(folder(name), 'repo.git')
    if (await stat(repository).catch(() => undefined)) {
      await mkdir(keepIn, { recursive: true, mode: 0o700 })
      await rename(repository, join(keepIn, keptRepository))
    }
    await projects.remove(name)
    this.#heads.delete(name)
    onChange(name)
  }

  /** `jobs`: the newest first; read where they are not given. Asks git nothing. */
  async view(project: Project, jobs?: readonly JobView[]): Promise<ProjectView> {
    const { name, owner, branch, grants, services, judged, last, created } = project
    const { serving, ownerName, remote, url } = this.#options
    const now = serving(name)
    const [deploys, newest] = [await this.branch(project), (await this.#options.releases.of(name))[0]]
    const live = now?.version ? Number(now.version) : null
    const build = (jobs ?? (await this.#options.jobs().list())).find(({ kind, instance }) => kind === 'build' && instance === name)
    const named = { deploys: judged === null ? null : deploys, ownerName: await ownerName(owner), remote: remote(name), url: url(name) }
    const job = build && isLive(build) ? build.id : null
    const unbuilt = build?.state === 'failed' && build.created > (newest?.created ?? '') ? build.cause : null
    const cause: Cause | null = unbuilt ?? newest?.refused ?? (now?.state === 'failed' ? now.cause : null)
    return { name, owner, branch, grants, services, last, created, ...named, domains: [...(now?.domains ?? [])], live, state: now?.state ?? null, status: statusOf(now?.state), job, cause }
  }

  async #head(name: InstanceName): Promise<string> {
    const known = this.#heads.get(name) ?? (await this.#options.repositories.of(name).head()) ?? usualBranch
    this.#heads.set(name, known)
    return known
  }

  async #write(name: InstanceName, make: (now: Project) => Project): Promise<Project> {
    const changed = await this.#options.projects.change(name, make)
    if (!changed) throw new Problem('not-found', { what: 'project', name })
    this.#options.onChange(name)
    return changed
  }
}

/** As PaaSTech's own word for it: an app that sleeps is one that can be visited. */
export function statusOf(state: State | undefined): ProjectView['status'] {
  if (state === undefined) return 'STATUS_UNKNOWN'
  if (state === 'running' || state === 'paused') return 'RUNNING'
  if (state === 'queued' || state === 'fetching' || state === 'starting') return 'STARTING'
  return state === 'stopping' ? 'STOPPING' : 'STOPPED'
}
