import type { InstanceName, JobId } from '../../model/names.ts'
import { Problem } from '../../model/problem.ts'
import type { AttachBody, DataService, Deploying, ReleaseSource } from '../../model/project.ts'
import type { Derivations } from '../../releases/derive.ts'
import type { EnvChange } from '../../releases/environment.ts'
import type { Releases } from '../../releases/releases.ts'
import type { Projects } from './projects.ts'
import type { BuildInput, Source } from './source.ts'
import type { BuildJobs } from './ties.ts'

export interface DeployOptions {
  readonly projects: Projects
  readonly releases: Releases
  readonly derivations: Derivations
  readonly jobs: () => BuildJobs
  /** The commit a branch is at; null where there is none. */
  readonly tip: (project: InstanceName, branch: string) => Promise<string | null>
  /** The image of a data service where none is named, by its kind. */
  readonly imageFor: (kind: DataService['kind']) => string
  /** Brings an image that is not here; says why it cannot be had. */
  readonly bringImage: (project: InstanceName, image: string) => Promise<void>
}

/** What makes a new release of a project: a build, or the images of one that was built. */
export class Deployments {
  readonly #options: DeployOptions

  constructor(options: DeployOptions) {
    this.#options = options
  }

  /** A newer one ends an older one: what that builds is not wanted any more. */
  async build(project: InstanceName, source: Source, because: ReleaseSource, by: string): Promise<JobId> {
    const input: BuildInput = { project, source, because, by }
    return (await this.#options.jobs().supersede('build', `build:${project}`, input)).id
  }

  /** The newest commit of what is deployed, built again (from the cache where nothing changed); without one the images of the release that serves. */
  async redeploy(name: InstanceName, by: string): Promise<Deploying> {
    const { projects, tip } = this.#options
    const project = await projects.get(name)
    const branch = await projects.branch(project)
    const commit = await tip(name, branch)
    if (commit === null) return await this.#again(name, 'redeploy', by)
    return { project: name, job: await this.build(name, { kind: 'commit', commit, branch }, 'redeploy', by), release: null }
  }

  /** Back to the images and variables of an earlier release, as a new one. The data stays as it is. */
  async rollback(name: InstanceName, number: number | null, by: string): Promise<Deploying> {
    return { project: name, job: null, release: await this.#options.derivations.rollback(name, number, by) }
  }

  /** Null where nothing is different, or it is to wait for the next release, or there is none yet. */
  async setEnv(name: InstanceName, change: EnvChange & { readonly later: boolean }, by: string): Promise<Deploying | null> {
    const release = await this.#options.derivations.setEnv(name, change, by)
    return release === null ? null : { project: name, job: null, release }
  }

  async attach(name: InstanceName, { kind, name: called = kind, image = this.#options.imageFor(kind) }: AttachBody, by: string): Promise<Deploying> {
    const project = await this.#options.projects.get(name)
    if (project.services.some((service) => service.name === called)) throw new Problem('conflict', { what: 'a service', name: called })
    await this.#options.bringImage(name, image)
    await this.#options.projects.services(name, (now) => [...now, { name: called, kind, image }])
    return await this.#againIfAny(name, by)
  }

  /** Its data stays in the instance's folder, and is found when it is attached again. */
  async detach(name: InstanceName, called: string, by: string): Promise<Deploying> {
    const project = await this.#options.projects.get(name)
    if (!project.services.some((service) => service.name === called)) throw new Problem('not-found', { what: 'service', name: called })
    await this.#options.projects.services(name, (now) => now.filter((service) => service.name !== called))
    return await this.#againIfAny(name, by)
  }

  async #againIfAny(name: InstanceName, by: string): Promise<Deploying> {
    if (!(await this.#options.releases.base(name))) return { project: name, job: null, release: null }
    return await this.#again(name, 'services', by)
  }

  async #again(name: InstanceName, because: ReleaseSource, by: string): Promise<Deploying> {
    return { project: name, job: null, release: await this.#options.derivations.again(name, because, by) }
  }
}
