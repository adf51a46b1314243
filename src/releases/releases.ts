import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { InstanceName } from '../model/names.ts'
import { Problem } from '../model/problem.ts'
import type { Release, ReleaseView } from '../model/project.ts'
import type { Env } from './bundle/environment.ts'
import type { Environments } from './environment.ts'
import type { ReleaseRows, Serving, Released } from './ties.ts'

/** How many of a project's releases can be gone back to; the one that serves is always kept. */
export const keptReleases = 10

/** What a release is made of, besides what the door itself knows. */
export type Made = Omit<Release, 'project' | 'number' | 'env' | 'created' | 'refused' | 'services'>

export interface ReleasesOptions {
  readonly releases: ReleaseRows
  readonly serving: (name: InstanceName) => Serving | undefined
  /** Something of it that people see has changed. */
  readonly onChange: (name: InstanceName) => void
  readonly now: () => Date
  /** The next number, kept; none where what it is of is gone. Numbers count up and are never given twice. */
  readonly next: (name: InstanceName) => Promise<number | undefined>
  readonly environments: Environments
  /** Where the folder of a project is. */
  readonly folder: (project: InstanceName) => string
  readonly removeImage: (name: string) => Promise<unknown>
}

/** The one writer of releases. */
export class Releases {
  readonly #options: ReleasesOptions

  constructor(options: ReleasesOptions) {
    this.#options = options
  }

  /** Numbers count up; one that was taken for a release that never came is not given again. */
  async number(project: InstanceName): Promise<number> {
    const number = await this.#options.next(project)
    if (number === undefined) throw new Problem('not-found', { what: 'app', name: project })
    return number
  }

  /** Done again with the same number it is the same release. */
  async insert({ name, services }: Released, number: number, made: Made, env: Env): Promise<Release> {
    const { releases, environments, now, onChange } = this.#options
    const there = await releases.get(name, number)
    if (there) return there
    await environments.keep(name, number, env)
    const release: Release = { ...made, project: name, number, services: [...services], env: [...env.keys()].sort(), created: now().toISOString(), refused: null }
    await releases.insert(release)
    onChange(name)
    return release
  }

  async get(project: InstanceName, number: number): Promise<Release> {
    const release = await this.#options.releases.get(project, number)
    if (!release) throw new Problem('not-found', { what: 'release', name: `${number} of ${project}` })
    return release
  }

  /** The one that serves, else the newest that was not refused: what a change without a build starts from. */
  async base(project: InstanceName): Promise<Release | undefined> {
    const all = await this.#options.releases.of(project)
    const live = this.#live(project)
    return all.find(({ number, refused }) => number === live || (refused === null && number > (live ?? 0))) ?? all.find(({ refused }) => refused === null)
  }

  /** The newest that served before the one that serves now. */
  async before(project: InstanceName): Promise<Release> {
    const live = this.#live(project) ?? Infinity
    const found = (await this.#options.releases.of(project)).find(({ number, refused }) => number < live && refused === null)
    if (!found) throw new Problem('nothing-kept', { name: project })
    return found
  }

  async refuse(project: InstanceName, number: number, cause: NonNullable<Release['refused']>): Promise<void> {
    await this.#options.releases.change(project, number, (now) => ({ ...now, refused: now.refused ?? cause }))
  }

  /** The oldest go, with their images and what was kept of them; nothing goes that another kept release uses. */
  async prune(project: InstanceName): Promise<void> {
    const { releases, environments, folder, removeImage } = this.#options
    const all = await releases.of(project)
    const live = this.#live(project)
    const old = all.slice(keptReleases).filter(({ number }) => number !== live)
    const kept = all.filter((one) => !old.includes(one))
    const used = new Set(kept.flatMap(imagesOf))
    for (const { number } of old) {
      if (!kept.some(({ of }) => of === number)) await rm(join(folder(project), 'releases', String(number)), { recursive: true, force: true })
      await environments.forget(project, number)
      await releases.remove(project, number)
    }
    for (const image of new Set(old.flatMap(imagesOf))) if (!used.has(image)) await removeImage(image)
  }

  /** All of it, when the project goes. */
  async forget(project: InstanceName): Promise<void> {
    const { releases, environments, removeImage } = this.#options
    for (const release of await releases.of(project)) {
      for (const image of imagesOf(release)) await removeImage(image)
      await environments.forget(project, release.number)
      await releases.remove(project, release.number)
    }
    await environments.forget(project)
  }

  async views(project: InstanceName): Promise<ReleaseView[]> {
    const all = await this.#options.releases.of(project)
    const envs = await Promise.all(all.map(async ({ number }) => await this.#options.environments.ofRelease(project, number)))
    return all.map((release, at) => this.#view(release, envs[at] ?? new Map(), envs[at + 1] ?? new Map()))
  }

  #view(release: Release, env: Env, before: Env): ReleaseView {
    const { file: _, processes: __, ...seen } = release
    const added = [...env.keys()].filter((name) => !before.has(name)).sort()
    const removed = [...before.keys()].filter((name) => !env.has(name)).sort()
    const changed = [...env]
      .filter(([name, value]) => before.has(name) && before.get(name) !== value)
      .map(([name]) => name)
      .sort()
    return { ...seen, state: this.#state(release), kept: release.refused === null, envChanged: { added, changed, removed } }
  }

  #state({ project, number, refused }: Release): ReleaseView['state'] {
    const live = this.#live(project)
    if (refused) return 'refused'
    if (number === live) return 'live'
    return number > (live ?? 0) ? 'next' : 'past'
  }

  #live(project: InstanceName): number | null {
    const version = this.#options.serving(project)?.version
    return version ? Number(version) : null
  }
}

/** Those that Berth made or named itself; an image that somebody else made is not ours to remove. */
function imagesOf({ images }: Release): string[] {
  return Object.values(images).flatMap(({ name }) => (name.startsWith('berth-') ? [name] : []))
}
