import type { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import type { EngineId, InstanceName } from '../model/names.ts'
import { Problem } from '../model/problem.ts'
import type { ImageConfig } from './docker.ts'
import type { ImageFacts, KeptVolume, Once, OnceSpec, RunOnce } from './once.ts'
import { readTar, tarOf } from './tar.ts'

/** Files by their whole path. */
type Files = Map<string, Buffer>

interface FakeVolume extends KeptVolume {
  readonly engine: EngineId
  readonly project: InstanceName
  readonly files: Files
}

/** The runs of the fake: files go in and come out, nothing runs. It says what `SAY` holds and ends with `EXIT`. */
export class FakeOnce implements RunOnce {
  readonly #volumes = new Map<string, FakeVolume>()
  readonly #config: (image: string) => Promise<ImageConfig>

  /** `config` answers for the images that are here, and throws for others. */
  constructor(config: (image: string) => Promise<ImageConfig>) {
    this.#config = config
  }

  async once(spec: OnceSpec): Promise<Once> {
    await this.#config(spec.image)
    const own: Files = new Map()
    const mounts = spec.volumes.map(({ name, at, use, readOnly }) => ({ at, readOnly, files: this.#volume(spec, name, use).files }))
    const place = (path: string): { files: Files; readOnly?: boolean | undefined } => mounts.find(({ at }) => path === at || path.startsWith(`${at}/`)) ?? { files: own }
    return {
      put: async (folder, tar) => await put(folder, tar, place),
      run: async ({ signal, onLine }) => {
        signal.throwIfAborted()
        if (spec.env['SAY'] !== undefined) onLine(spec.env['SAY'])
        return await Promise.resolve({ exitCode: Number(spec.env['EXIT'] ?? 0), oomKilled: false })
      },
      take: async (path) => await take(path, place(path).files),
      [Symbol.asyncDispose]: async () => await Promise.resolve(own.clear()),
    }
  }

  async sweepRuns(): Promise<void> {
    await Promise.resolve() // none outlives its process
  }

  async keptVolumes(engine: EngineId, project: InstanceName): Promise<readonly KeptVolume[]> {
    return await Promise.resolve([...this.#volumes.values()].filter((volume) => volume.engine === engine && volume.project === project))
  }

  async dropVolumes(engine: EngineId, names: readonly string[]): Promise<void> {
    for (const name of names) if (this.#volumes.get(name)?.engine === engine) this.#volumes.delete(name)
    await Promise.resolve()
  }

  async imageFacts(image: string): Promise<ImageFacts> {
    const { exposed, digest, user } = await this.#config(image)
    return { id: digest, labels: {}, env: {}, exposed, entrypoint: [], command: [], workdir: '/', user }
  }

  async save(image: string): Promise<Readable> {
    const { id } = await this.imageFacts(image)
    return await tarOf(async (add) => await add({ path: 'index.json' }, JSON.stringify({ manifests: [{ digest: id }] })))
  }

  async load(tar: Readable): Promise<void> {
    await readTar(tar, async () => await Promise.resolve())
    throw new Problem('docker-failed', { what: 'load', reason: 'the fake keeps no layers' })
  }

  #volume({ engine, project }: OnceSpec, name: string, use: string): FakeVolume {
    const volume = this.#volumes.get(name) ?? { name, use, made: 0, engine, project, files: new Map<string, Buffer>() }
    this.#volumes.set(name, volume)
    return volume
  }
}

async function put(folder: string, tar: Readable, place: (path: string) => { files: Files; readOnly?: boolean | undefined }): Promise<void> {
  await readTar(tar, async ({ path, kind }, content) => {
    const whole = `${folder === '/' ? '' : folder}/${path}`
    const { files, readOnly } = place(whole)
    if (readOnly) throw new Problem('docker-failed', { what: 'copy into a container', reason: 'the volume is read-only' })
    if (kind === 'file') files.set(whole, await buffer(content))
  })
}

async function take(path: string, files: Files): Promise<Readable | undefined> {
  const found = [...files].filter(([name]) => name === path || name.startsWith(`${path}/`))
  if (found.length === 0) return undefined
  const before = path.lastIndexOf('/') + 1
  return await tarOf(async (add) => {
    for (const [name, bytes] of found) await add({ path: name.slice(before) }, bytes)
  })
}
