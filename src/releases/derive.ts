import { Mutex } from '../kit/mutex.ts'
import type { InstanceName } from '../model/names.ts'
import { Problem } from '../model/problem.ts'
import type { Release, ReleaseSource } from '../model/project.ts'
import type { Env } from './bundle/environment.ts'
import type { EnvChange, Environments } from './environment.ts'
import type { Made, Releases } from './releases.ts'
import type { Released } from './ties.ts'

export interface DeriveOptions {
  readonly releases: Releases
  readonly environments: Environments
  /** Throws `not-found`. */
  readonly released: (name: InstanceName) => Promise<Released>
  readonly announce: (name: InstanceName, release: Release) => Promise<void>
  readonly now: () => Date
}

/** New releases from the images of one that was built: nothing is built, nothing fetched. */
export class Derivations {
  readonly #options: DeriveOptions
  /** Two changes at once are two releases, one after the other. */
  readonly #turns = new Mutex()

  constructor(options: DeriveOptions) {
    this.#options = options
  }

  /** Back to the images and variables of an earlier release, as a new one. The data stays as it is. */
  async rollback(name: InstanceName, number: number | null, by: string): Promise<number> {
    const { releases, environments } = this.#options
    const from = number === null ? await releases.before(name) : await releases.get(name, number)
    return await this.#derive(name, from, 'rollback', by, await environments.ofRelease(name, from.number))
  }

  /** Null where nothing is different, or it is to wait for the next release, or there is none yet. */
  async setEnv(name: InstanceName, change: EnvChange & { readonly later: boolean }, by: string): Promise<number | null> {
    const { released, environments, releases, now } = this.#options
    await released(name)
    const changed = await environments.change(name, change, now().toISOString())
    if (!changed || change.later || !(await releases.base(name))) return null
    return await this.again(name, 'env', by)
  }

  /** The one that serves once more, with what belongs to it now: its variables, services, settings (`change`). */
  async again(name: InstanceName, because: ReleaseSource, by: string, change: Partial<Pick<Made, 'file'>> = {}): Promise<number> {
    const base = await this.#options.releases.base(name)
    if (!base) throw new Problem('no-release', { name })
    return await this.#derive(name, { ...base, ...change }, because, by, await this.#options.environments.of(name))
  }

  async #derive(name: InstanceName, from: Release, because: ReleaseSource, by: string, env: Env): Promise<number> {
    return await this.#turns.run(async () => {
      const { released, releases, announce } = this.#options
      const of = await released(name)
      const number = await releases.number(name)
      const release = await releases.insert(of, number, { ...madeOf(from), source: because, of: from.of ?? from.number, by }, env)
      await announce(name, release)
      return number
    })
  }
}

/** What a release is made of, without what only it is. */
function madeOf({ source, of, commit, branch, author, subject, by, builder, images, processes, file, labels, job }: Release): Made {
  return { source, of, commit, branch, author, subject, by, builder, images, processes, file, labels, seed: null, job }
}
