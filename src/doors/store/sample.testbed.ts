import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { once } from 'node:events'
import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join, normalize, relative } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { ZipFile } from 'yazl'
import { FakeDocker } from '../../docker/fake.ts'
import { silent } from '../../kit/log.ts'
import { run } from '../../kit/run.ts'
import { AppName } from '../../model/names.ts'
import type { StoreOrigin } from '../../model/origin.ts'
import type { DoorBench } from '../door.contract.ts'
import { storeDoor } from './store.ts'
import type { StoreDoor } from './store.ts'
import type { DoorRows, SetStore } from './stores.ts'

export const originOf = (app: string, store = 'sample'): StoreOrigin => ({ door: 'store', store, app: AppName.parse(app) })

/** Rows in memory. */
export class MemoryRows implements DoorRows {
  readonly rows = new Map<string, unknown>()
  async put(key: string, value: unknown): Promise<void> {
    this.rows.set(key, JSON.parse(JSON.stringify(value)))
  }
  async remove(key: string): Promise<void> {
    this.rows.delete(key)
  }
  async all(): Promise<ReadonlyMap<string, unknown>> {
    return new Map(this.rows)
  }
}

/** A catalogue folder with good apps and bad ones, and a door on a Docker in memory whose first store `sample` is made of it. */
export class Sample implements DoorBench {
  readonly docker = new FakeDocker()
  readonly rows = new MemoryRows()
  readonly good = { origin: originOf('good'), version: '1' }
  readonly asking = { origin: originOf('asking'), version: '1', grant: 'capability:NET_ADMIN' }
  readonly bad = originOf('bad')
  readonly root: string
  /** The catalogue's folder. */
  readonly folder: string
  readonly into: string
  /** The folder of the good app in it. */
  readonly app: string
  stores: readonly SetStore[]
  #door: StoreDoor | undefined

  private constructor(root: string) {
    this.root = root
    this.folder = join(root, 'catalogue')
    this.into = join(root, 'into')
    this.app = join(this.folder, 'all_apps', 'good')
    this.stores = [{ name: 'sample', folder: this.folder }]
  }

  static async open(): Promise<Sample> {
    const sample = new Sample(await mkdtemp(join(tmpdir(), 'berth-store-')))
    await mkdir(sample.app, { recursive: true })
    await writeFile(join(sample.root, 'busybox'), 'busybox')
    await writeFile(join(sample.app, 'icon.svg'), '<svg/>')
    await writeFile(join(sample.app, 'Dockerfile'), 'FROM scratch\nCOPY tool /tool\n')
    await sample.meta({})
    await sample.template('services: { web: { image: "good:1", build: . } }')
    await writeApp(join(sample.folder, 'all_apps', 'asking'), {}, 'services: { web: { image: "asking:1", build: ., cap_add: [NET_ADMIN] } }')
    await sample.listing([{ name: 'good', app_version: '1' }, { name: 'asking', app_version: '1' }, { name: 'bad' }, { name: 'NO NAME' }, null])
    return sample
  }

  /** As it is now: opened with the first use, and anew after `restart`. */
  get door(): StoreDoor {
    this.#door ??= storeDoor({ stores: this.stores, cache: join(this.root, 'cache'), rows: this.rows, docker: this.docker, busybox: join(this.root, 'busybox'), log: silent })
    return this.#door
  }

  /** What is in memory is lost; what is kept stays. */
  restart(stores = this.stores): void {
    this.stores = stores
    this.#door = undefined
  }

  async listing(apps: readonly unknown[]): Promise<void> {
    await writeFile(join(this.folder, 'all_apps', 'store_metadata.json'), JSON.stringify({ apps }))
  }

  async meta(over: object): Promise<void> {
    await writeMeta(this.app, { pretty_name: 'Good', 'x-berth': { build_files: { tool: 'busybox-static' } }, ...over })
  }

  async template(text: string): Promise<void> {
    await writeFile(join(this.app, 'docker-compose.yml.template'), text)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.root, { recursive: true, force: true })
  }
}

export async function writeMeta(folder: string, over: object): Promise<void> {
  const name = folder.split('/').at(-1)
  const entry = { container_name: 'web', container_port: 80, entrypoint_port: 'http' }
  const meta = { v: '1.3', app_version: '1', name, pretty_name: name, icon: 'icon.svg', entrypoints: [entry], paths: { '': { access: 'public' } } }
  await writeFile(join(folder, 'app_meta.json'), JSON.stringify({ ...meta, ...over }))
}

export async function writeApp(folder: string, over: object = {}, template = 'services: { web: { image: "here:1" } }'): Promise<void> {
  await mkdir(folder, { recursive: true })
  await writeMeta(folder, over)
  await writeFile(join(folder, 'docker-compose.yml.template'), template)
}

/** All of a folder as a new commit of a repository on a branch. */
export async function commit(folder: string, branch = 'main'): Promise<void> {
  const git = async (...words: readonly string[]): Promise<void> => {
    const identity = { GIT_AUTHOR_NAME: 'a', GIT_AUTHOR_EMAIL: 'a@b', GIT_COMMITTER_NAME: 'a', GIT_COMMITTER_EMAIL: 'a@b', GIT_CONFIG_GLOBAL: '/dev/null' }
    await run(['git', '-C', folder, ...words], { env: identity })
  }
  const fresh = !(await readdir(folder)).includes('.git')
  if (fresh) await git('init', '-q', '-b', branch)
  else await git('checkout', '-q', '-B', branch)
  await git('add', '-A')
  await git('commit', '-q', '--allow-empty', '-m', 'as it is')
}

/** Files by their path; a mode of a link makes one. */
export async function writeZip(file: string, files: Readonly<Record<string, string | Buffer>>, mode?: number): Promise<void> {
  const zip = new ZipFile()
  for (const [path, content] of Object.entries(files)) zip.addBuffer(Buffer.from(content), path, mode === undefined ? {} : { mode })
  zip.end()
  await pipeline(zip.outputStream, createWriteStream(file))
}

export async function zipFolder(folder: string, file: string, top = ''): Promise<void> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  const files = await Promise.all(paths.map(async (path) => [top + relative(folder, path), await readFile(path)] as const))
  await writeZip(file, Object.fromEntries(files))
}

/** A web server for a folder, as a CDN is: with ETags, and nothing else. Closing it cuts the network. */
export class Site implements AsyncDisposable {
  readonly asked: string[] = []
  readonly folder: string
  /** Sent instead of a file, by its path. */
  readonly instead = new Map<string, (answer: ServerResponse) => void>()
  readonly #server: Server
  #port = 0

  private constructor(folder: string) {
    this.folder = folder
    this.#server = createServer((request, answer) => void this.#answer(request, answer))
  }

  static async open(folder: string): Promise<Site> {
    const site = new Site(folder)
    site.#server.listen(0, '127.0.0.1')
    await once(site.#server, 'listening')
    site.#port = (site.#server.address() as AddressInfo).port
    return site
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`
  }

  async cut(): Promise<void> {
    if (!this.#server.listening) return
    this.#server.close()
    this.#server.closeAllConnections()
    await once(this.#server, 'close')
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.cut()
  }

  async #answer(request: IncomingMessage, answer: ServerResponse): Promise<void> {
    const path = normalize(decodeURIComponent(new URL(request.url ?? '/', this.url).pathname))
    this.asked.push(path)
    const other = this.instead.get(path)
    if (other) return other(answer)
    const bytes = await readFile(join(this.folder, path)).catch(() => undefined)
    if (!bytes) return void answer.writeHead(404).end()
    const etag = `"${createHash('sha256').update(bytes).digest('hex')}"`
    if (request.headers['if-none-match'] === etag) return void answer.writeHead(304).end()
    answer.writeHead(200, { etag }).end(bytes)
  }
}
