import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { gzipSync } from 'node:zlib'
import { until } from '../kit/until.ts'
import type { RegistryLogin } from './docker.ts'
import { tarOf } from './tar.ts'

/** Whom a private one knows; the line of its htpasswd file is bcrypt, which a registry demands. */
export const member: RegistryLogin = { user: 'ada', password: 'correct horse battery' }
const htpasswd = 'ada:$2b$04$abcdefghijklmnopqrstuuqREtd3VJD2QVZbuFskFSLk6eRIrQoOS\n'

/** The architecture of this machine, as images name it. */
export const here = { os: 'linux', architecture: process.arch === 'x64' ? 'amd64' : process.arch }

export interface HeldImage {
  /** Programs and files by their path, all of them executable. */
  readonly files?: Readonly<Record<string, string | Buffer>>
  /** As an image's configuration has it: `Cmd`, `ExposedPorts`, `Env`… */
  readonly config?: object
  readonly platform?: { readonly os: string; readonly architecture: string }
}

export interface RegistryWish {
  /** Only `member` may read and write. */
  readonly isPrivate?: boolean
  /** Where it tells of each push. */
  readonly notifies?: string
}

/** A real registry on a loopback port, with its images in a folder of its own. What it holds is written over its own API: no Docker is needed. */
export class TestRegistry implements AsyncDisposable {
  readonly address: string
  readonly #folder: string
  readonly #wish: RegistryWish
  #stop: () => Promise<void> = async () => await Promise.resolve()

  private constructor(address: string, folder: string, wish: RegistryWish) {
    this.address = address
    this.#folder = folder
    this.#wish = wish
  }

  static async open(wish: RegistryWish = {}): Promise<TestRegistry> {
    const registry = new TestRegistry(`127.0.0.1:${await freePort()}`, await mkdtemp(join(tmpdir(), 'berth-registry-')), wish)
    await registry.start()
    return registry
  }

  async start(): Promise<void> {
    const file = join(this.#folder, 'config.json')
    await writeFile(join(this.#folder, 'htpasswd'), htpasswd)
    await writeFile(file, JSON.stringify(this.#config())) // JSON is YAML too
    const child = spawn('docker-registry', ['serve', file], { stdio: 'ignore' })
    const ended = once(child, 'exit')
    this.#stop = async () => {
      child.kill()
      await ended
    }
    const answers = async (): Promise<true | undefined> => ((await fetch(`http://${this.address}/v2/`).catch(() => undefined))?.status ?? 500) < 500 || undefined
    assert.ok(await until(answers, { deadline: 20_000 }), 'the registry answers')
  }

  /** It is gone until it is started again, at the same address and with the same images. */
  async stop(): Promise<void> {
    await this.#stop()
  }

  name(image: string): string {
    return `${this.address}/${image}`
  }

  /** Puts an image of one layer at `app:1`; answers its digest. */
  async hold(image: string, held: HeldImage = {}): Promise<string> {
    const [repository = '', tag = 'latest'] = image.split(':')
    return await this.#putManifest(repository, tag, 'application/vnd.docker.distribution.manifest.v2+json', await this.#manifest(repository, held))
  }

  /** One name for several platforms; answers the digest of them all together. */
  async holdMany(image: string, many: readonly HeldImage[]): Promise<string> {
    const [repository = '', tag = 'latest'] = image.split(':')
    const type = 'application/vnd.oci.image.manifest.v1+json'
    const manifests = []
    for (const held of many) {
      const plain = await this.#manifest(repository, held)
      const body = { ...plain, mediaType: type }
      const digest = await this.#putManifest(repository, undefined, type, body)
      manifests.push({ mediaType: type, digest, size: JSON.stringify(body).length, platform: held.platform ?? here })
    }
    const index = 'application/vnd.oci.image.index.v1+json'
    return await this.#putManifest(repository, tag, index, { schemaVersion: 2, mediaType: index, manifests })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stop()
    await rm(this.#folder, { recursive: true, force: true })
  }

  #config(): object {
    const { isPrivate = false, notifies } = this.#wish
    const auth = isPrivate ? { auth: { htpasswd: { realm: 'a test', path: join(this.#folder, 'htpasswd') } } } : {}
    const endpoints = notifies === undefined ? [] : [{ name: 'test', url: notifies, timeout: '5s', threshold: 3, backoff: '1s' }]
    const storage = { filesystem: { rootdirectory: join(this.#folder, 'images') }, delete: { enabled: true } }
    return { version: 0.1, log: { level: 'error' }, storage, http: { addr: this.address }, notifications: { endpoints }, ...auth }
  }

  async #manifest(repository: string, { files = {}, config = {}, platform = here }: HeldImage): Promise<object> {
    const tar = await tarOfFiles(files)
    const layer = await this.#blob(repository, gzipSync(tar))
    const image = { ...platform, config, rootfs: { type: 'layers', diff_ids: [digestOf(tar)] }, history: [{ created_by: 'a test' }] }
    const made = await this.#blob(repository, Buffer.from(JSON.stringify(image)))
    const type = (name: string): string => `application/vnd.docker.${name}`
    return {
      schemaVersion: 2,
      mediaType: type('distribution.manifest.v2+json'),
      config: { mediaType: type('container.image.v1+json'), ...made },
      layers: [{ mediaType: type('image.rootfs.diff.tar.gzip'), ...layer }],
    }
  }

  async #blob(repository: string, bytes: Buffer): Promise<{ readonly digest: string; readonly size: number }> {
    const digest = digestOf(bytes)
    const begun = await this.#ask('POST', `/v2/${repository}/blobs/uploads/`)
    const where = new URL(begun.headers.get('location') ?? '', `http://${this.address}`)
    where.searchParams.set('digest', digest)
    await this.#ask('PUT', where.pathname + where.search, bytes, 'application/octet-stream')
    return { digest, size: bytes.length }
  }

  async #putManifest(repository: string, tag: string | undefined, type: string, body: object): Promise<string> {
    const bytes = Buffer.from(JSON.stringify(body))
    await this.#ask('PUT', `/v2/${repository}/manifests/${tag ?? digestOf(bytes)}`, bytes, type)
    return digestOf(bytes)
  }

  async #ask(method: string, path: string, body?: Buffer, type?: string): Promise<Response> {
    const auth = this.#wish.isPrivate ? { authorization: `Basic ${Buffer.from(`${member.user}:${member.password}`).toString('base64')}` } : {}
    const headers = { ...auth, ...(type === undefined ? {} : { 'content-type': type }) }
    const answer = await fetch(`http://${this.address}${path}`, { method, headers, ...(body ? { body: new Uint8Array(body) } : {}) })
    assert.ok(answer.ok, `${method} ${path}: ${answer.status} ${answer.ok ? '' : await answer.text()}`)
    return answer
  }
}

async function tarOfFiles(files: NonNullable<HeldImage['files']>): Promise<Buffer> {
  return await buffer(
    await tarOf(async (add) => {
      for (const [path, content] of Object.entries(files)) await add({ path, mode: 0o755 }, content)
    }),
  )
}

export function digestOf(bytes: Buffer): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  return port
}
