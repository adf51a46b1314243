import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { EngineId } from '../model/names.ts'
import { Problem } from '../model/problem.ts'
import { BuildError } from './builderror.ts'
import { isOwnImage } from './buildspace.ts'
import type { BuildOptions, ImageConfig, Owner, PullOptions, RegistryLogin } from './docker.ts'
import type { DockerHost } from './recipe.ts'
import type { RegistryTrust } from './registrytrust.ts'

/** The fake's images: names with what they declare. */
export abstract class FakeImages {
  readonly #images = new Map<string, ImageConfig>()
  readonly #insecure = new Set<string>()
  readonly #remote = new Map<string, { readonly config: Partial<ImageConfig>; readonly login: RegistryLogin | null }>()

  /** Once Docker would have answered; throws while it is down. */
  protected abstract answer(): Promise<void>
  /** Whether a container was made from it. */
  protected abstract isUsed(image: string): boolean

  /** An image that is on the machine; `as`: under another name. */
  addImage(image: string, config: Partial<ImageConfig> = {}, as: string = image): void {
    const digest = `sha256:${createHash('sha256').update(image).digest('hex')}`
    this.#images.set(as, { volumes: [], user: '', exposed: [], digest, ...config })
  }

  async hasImage(image: string): Promise<boolean> {
    await this.answer()
    return this.#images.has(image)
  }

  async imageConfig(image: string): Promise<ImageConfig> {
    await this.answer()
    const found = this.#images.get(image)
    if (!found) throw new Problem('image-unavailable', { image, reason: 'it is not on this machine' })
    return found
  }

  /** Its images know no names. */
  async owner(image: string, user: string): Promise<Owner | null> {
    await this.imageConfig(image)
    const [uid = '', gid = uid] = user.split(':')
    return /^\d+$/.test(uid) && /^\d+$/.test(gid) ? { uid: Number(uid), gid: Number(gid) } : null
  }

  /** An image that a registry has, for everybody or for one login. */
  addRemote(image: string, config: Partial<ImageConfig> = {}, login: RegistryLogin | null = null): void {
    this.#remote.set(image, { config, login })
  }

  async pull(image: string, { signal, onProgress, login, as }: PullOptions): Promise<void> {
    await this.answer()
    signal.throwIfAborted()
    if (as && !isOwnImage(as.engine, as.name)) throw new Problem('not-ours', { path: as.name })
    const found = this.#remote.get(image)
    if (!found) throw new Problem('image-unavailable', { image, reason: 'its registry does not have it' })
    if (found.login && (found.login.user !== login?.user || found.login.password !== login.password)) throw new Problem('image-unavailable', { image, reason: 'access to it is denied' })
    onProgress({ line: `pulled ${image}`, done: 1, total: 1, layers: { done: 1, all: 1 } })
    this.addImage(image, found.config, as?.name)
  }

  /** Of a Dockerfile it understands what would be fetched from an address, which a stranger's may not, and what it stands on. */
  async build(folder: string, tag: string, { signal, onProgress, recipe }: BuildOptions): Promise<void> {
    await this.answer()
    signal.throwIfAborted()
    const text = recipe ? await readFile(recipe.dockerfile ?? join(folder, 'Dockerfile'), 'utf8') : ''
    const address = /^ADD (https?:\S+)/m.exec(text)?.[1]
    const base = /^FROM (\S+)/m.exec(text)?.[1] ?? 'scratch'
    const refuse = (reason: string): never => {
      throw new BuildError(tag, { step: null, exitCode: null, reason, lines: [] })
    }
    if (address !== undefined) refuse(`source "${address}" denied by policy`)
    if (recipe?.pull && base !== 'scratch' && this.#remote.get(base)?.login !== null) refuse(`${base}: its registry does not give it to everybody`)
    onProgress({ line: `building ${tag}` })
    this.addImage(tag)
  }

  async nameImage(engine: EngineId, image: string, name: string): Promise<void> {
    const config = await this.imageConfig(image)
    if (!isOwnImage(engine, name)) throw new Problem('not-ours', { path: name })
    this.#images.set(name, config)
  }

  async removeImage(engine: EngineId, image: string): Promise<boolean> {
    await this.answer()
    if (!isOwnImage(engine, image)) throw new Problem('not-ours', { path: image })
    if (this.isUsed(image)) return false
    this.#images.delete(image)
    return true
  }

  async ownImages(engine: EngineId): Promise<readonly string[]> {
    await this.answer()
    return [...this.#images.keys()].filter((image) => isOwnImage(engine, image))
  }

  /** Its images never lose their names. */
  async dropDangling(): Promise<void> {
    await this.answer()
  }

  /** It remembers nothing of its builds. */
  async buildCacheSince(): Promise<number> {
    await this.answer()
    return 0
  }

  async dropBuildCache(): Promise<number> {
    await this.answer()
    return 0
  }

  /** As in the daemon's `insecure-registries`. */
  trustRegistry(host: string): void {
    this.#insecure.add(host)
  }

  async registryTrust(): Promise<RegistryTrust> {
    await this.answer()
    const insecure = [...this.#insecure].map((host) => [host, false] as const)
    return { secure: new Map([['docker.io', true], ...insecure]), insecure: ['127.0.0.0/8'] }
  }

  async host(): Promise<DockerHost> {
    await this.answer()
    return { bridge: null, bridgeName: null, root: '/', cgroup: { version: 2, driver: 'none' } }
  }
}
