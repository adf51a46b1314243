import type { PullOptions } from '../../docker/docker.ts'
import { Mutex } from '../../kit/mutex.ts'
import { Problem } from '../../model/problem.ts'
import type { Logins } from './logins.ts'
import { pinned, textOf } from './reference.ts'
import type { Reference } from './reference.ts'
import { architectureOf } from './registry/manifest.ts'
import type { Config } from './registry/manifest.ts'
import { describe, digestOf, tagsOf } from './registry/registry.ts'
import { RegistrySession } from './registry/session.ts'
import { trustOf } from './registry/trust.ts'
import type { ImageOptions } from './ties.ts'

/** An image as it can be had at this moment. */
export interface Seen {
  readonly digest: string
  readonly config: Config
  /** Null where only this machine has it. */
  readonly bytes: number | null
  /** Its registry could not be asked, or does not have it; it lies on this machine. */
  readonly onlyHere: boolean
}

/** Where images are looked up: their registries, and this machine for what no registry gives. */
export class Sources {
  readonly #options: Pick<ImageOptions, 'docker' | 'architecture' | 'within'>
  readonly #logins: Logins
  /** Those who only look whether there is something new ask a registry one after the other. */
  readonly #turns = new Map<string, Mutex>()

  constructor(options: Pick<ImageOptions, 'docker' | 'architecture' | 'within'>, logins: Logins) {
    this.#options = options
    this.#logins = logins
  }

  /** Throws `image-unavailable`, `wrong-platform`, `registry-down`, `registry-denied`, unless the image is on this machine. */
  async see(reference: Reference, signal: AbortSignal): Promise<Seen> {
    const architecture = this.#options.architecture ?? architectureOf(process.arch)
    try {
      return { ...(await describe(await this.#session(reference), reference, architecture, signal)), onlyHere: false }
    } catch (error) {
      const here = isMissing(error) ? await this.#here(reference) : undefined
      if (!here) throw error
      return here
    }
  }

  async digest(reference: Reference, signal: AbortSignal): Promise<string> {
    return await this.#inTurn(reference, async (session) => await digestOf(session, reference, signal))
  }

  async tags(reference: Reference, signal: AbortSignal): Promise<readonly string[]> {
    return await this.#inTurn(reference, async (session) => await tagsOf(session, reference, signal))
  }

  /** Brings the very image onto this machine and gives it a name of the engine's own. */
  async pull(reference: Reference, { digest, onlyHere }: Pick<Seen, 'digest' | 'onlyHere'>, options: Omit<PullOptions, 'login'>): Promise<void> {
    const { docker } = this.#options
    if (onlyHere && options.as) return await docker.nameImage(options.as.engine, textOf(reference), options.as.name)
    await docker.pull(pinned(reference, digest), { ...options, login: await this.#logins.of(reference.host) })
  }

  async #inTurn<T>(reference: Reference, work: (session: RegistrySession) => Promise<T>): Promise<T> {
    const turn = this.#turns.get(reference.host) ?? new Mutex()
    this.#turns.set(reference.host, turn)
    return await turn.run(async () => await work(await this.#session(reference)))
  }

  async #session({ host }: Reference): Promise<RegistrySession> {
    return new RegistrySession({ host, login: await this.#logins.of(host), within: this.#options.within, trusts: trustOf(this.#options.docker) })
  }

  async #here(reference: Reference): Promise<Seen | undefined> {
    const { docker } = this.#options
    const image = textOf(reference)
    if (!(await docker.hasImage(image))) return undefined
    const [{ exposed, volumes, digest }, { env }] = [await docker.imageConfig(image), await docker.runs.imageFacts(image)]
    const named = (names: readonly string[]): Record<string, unknown> => Object.fromEntries(names.map((name) => [name, {}]))
    const config = { ExposedPorts: named(exposed.map((port) => `${port}/tcp`)), Volumes: named(volumes), Env: Object.entries(env).map(([name, value]) => `${name}=${value}`) }
    return { digest, config: { os: 'linux', architecture: '', config }, bytes: null, onlyHere: true }
  }
}

/** What does not come from its registry may lie on this machine: loaded from a disk, or built by hand. */
function isMissing(error: unknown): boolean {
  return error instanceof Problem && ['registry-down', 'registry-unproven', 'registry-denied', 'image-unavailable'].includes(error.code)
}
