import { once } from 'node:events'
import { mkdir } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { BuildRequest, BuildTools, Built } from '../../builders/builder.ts'
import { openJobs } from '../../jobs/jobs.ts'
import type { Jobs } from '../../jobs/jobs.ts'
import { silent } from '../../kit/log.ts'
import { Scope } from '../../kit/scope.ts'
import { until } from '../../kit/until.ts'
import { openLocalDb } from '../../localdb/localdb.ts'
import type { LocalDb } from '../../localdb/localdb.ts'
import { tempFolder } from '../../localdb/sample.ts'
import { EngineId, InstanceName } from '../../model/names.ts'
import type { PreviewState, PreviewView, RepositoryId } from '../../model/preview.ts'
import { asProblem, Problem } from '../../model/problem.ts'
import type { Cause } from '../../model/cause.ts'
import type { Serving } from '../../releases/ties.ts'
import type { Announcement } from '../door.ts'
import { GitHubStandIn } from './providers/github/github.testbed.ts'
import type { NewRepository } from './providers/github/github.testbed.ts'
import { openPreviewDoor } from './preview.ts'
import type { PreviewDoor } from './preview.ts'
import type { PreviewOptions } from './ties.ts'
import { clients } from './wires.ts'

export const shop = 'acme/shop'
export const first = InstanceName.parse('shop-pr-1')

/** The door over a real database, real jobs, real git and a GitHub beside it; the builders and the engine behind it are told what to answer. */
export class PreviewBed extends Scope {
  readonly github: GitHubStandIn
  readonly root: string
  readonly db: LocalDb
  readonly announced: Announcement[] = []
  readonly built: BuildRequest[] = []
  readonly discarded: InstanceName[] = []
  readonly wishes: string[] = []
  readonly serving = new Map<InstanceName, Serving>()
  readonly idle = new Map<InstanceName, number>()
  /** What a build answers. */
  build: (request: BuildRequest, tools: BuildTools) => Promise<Built> = async ({ tag }) => await Promise.resolve(builtOf(tag))
  /** What cannot be discarded, as something is broken. */
  readonly stuck = new Set<InstanceName>()
  /** So many announcements find what was there before still going. */
  goes = 0
  /** What is announced is installed, and nobody says what becomes of it. */
  silent = false
  /** Why what is announced does not get well; null: it does. */
  ill: Cause | null = null
  door!: PreviewDoor
  jobs!: Jobs
  readonly #life: { scope: Scope | undefined } = { scope: undefined }

  private constructor(root: string, db: LocalDb, github: GitHubStandIn) {
    super()
    this.root = root
    this.db = db
    this.github = github
  }

  /** With one repository, `acme/shop`, whose `ada` may push. */
  static async open(more: NewRepository = {}): Promise<PreviewBed> {
    const folder = await tempFolder()
    const github = await GitHubStandIn.open()
    const bed = new PreviewBed(folder.path, await openLocalDb({ file: folder.file('berth.db'), log: silent }), github)
    for (const one of [folder, bed.db, github]) bed.use(one)
    bed.onClose(async () => await bed.end())
    await bed.start()
    const { connection, secrets } = github.byToken()
    await bed.door.connections.add(connection, secrets)
    github.hooks.to(await bed.#listen(), secrets.webhook)
    await github.repository(shop, { files: { Dockerfile: 'FROM scratch' }, collaborators: { ada: 'write', max: 'read' }, ...more })
    return bed
  }

  /** From now on builds go on until they are called off; `begun`: the first of them has begun. */
  endless(): { readonly begun: Promise<void> } {
    const begun = Promise.withResolvers<void>()
    this.build = async (_, { signal }) => {
      begun.resolve()
      return await new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)))
    }
    return { begun: begun.promise }
  }

  /** As after a start of the engine. */
  async start(): Promise<void> {
    const scope = new Scope()
    this.#life.scope = scope
    await mkdir(join(this.root, 'staging'), { recursive: true })
    this.door = await openPreviewDoor(this.#options(), scope.signal)
    const { door } = this
    this.jobs = scope.use(await openJobs({ db: this.db, log: silent, handlers: door.handlers, onChange: (view) => void (view.instance && door.hear(view.instance, view).catch(() => undefined)) }))
    door.use(this.jobs)
    scope.use(await door.open({ announce: async (what) => await this.#announced(what), withdraw: async () => await Promise.resolve() }, scope.signal))
    this.jobs.wake()
  }

  /** As at an end of the engine. */
  async end(): Promise<void> {
    await this.#life.scope?.[Symbol.asyncDispose]()
    this.#life.scope = undefined
  }

  async restart(): Promise<void> {
    await this.end()
    await this.start()
  }

  /** Until it is in this state; null: until there is none. */
  async becomes(name: string, state: PreviewState | null, seconds = 20): Promise<PreviewView | undefined> {
    const look = async (): Promise<{ view: PreviewView | undefined } | undefined> => {
      const view = await this.door.view(InstanceName.parse(name))
      return (view?.state ?? null) === state ? { view } : undefined
    }
    const found = await until(look, { deadline: seconds * 1000, longest: 20 })
    if (!found) throw new Error(`${name} did not become ${state}: ${JSON.stringify(await this.door.view(InstanceName.parse(name)))}`)
    return found.view
  }

  /** Until the one comment of a pull request says this. */
  async says(number: number, wanted: RegExp, seconds = 20): Promise<string> {
    const look = async (): Promise<string | undefined> => await Promise.resolve(this.github.comments(shop, number).find(({ body }) => wanted.test(body))?.body)
    const found = await until(look, { deadline: seconds * 1000, longest: 20 })
    if (found === undefined) throw new Error(`no comment says ${String(wanted)}: ${JSON.stringify(this.github.comments(shop, number))}`)
    return found
  }

  /** Nothing is to be done any more. */
  async calm(): Promise<void> {
    const look = async (): Promise<true | undefined> => {
      const busy = (await this.jobs.list()).some(({ state }) => state === 'queued' || state === 'running' || state === 'waiting')
      return !busy && (await this.db.deliveries.waiting(1)).length === 0 ? true : undefined
    }
    if (!(await until(look, { deadline: 20_000, longest: 20 }))) throw new Error(`it does not come to rest: ${JSON.stringify(await this.jobs.list())}`)
  }

  /** It runs, and the door is told. */
  async live(name: InstanceName, version: string): Promise<void> {
    const off = this.serving.get(name)?.off ?? false
    if (!this.ill) this.serving.set(name, { version, state: off ? 'stopped' : 'running', off, switching: false, cause: null, domains: [] })
    await this.door.tell({ door: 'preview', preview: name }, { version, cause: this.ill })
  }

  async #announced(what: Announcement): Promise<void> {
    if (this.goes > 0) {
      this.goes -= 1
      throw new Problem('busy', { name: what.docking?.name ?? '', doing: 'removed' })
    }
    this.announced.push(what)
    if (what.docking && this.silent) this.serving.set(what.docking.name, { version: what.version, state: 'stopped', off: false, switching: false, cause: null, domains: [] })
    else if (what.docking) await this.live(what.docking.name, what.version)
  }

  /** Where GitHub sends its webhooks to: what the API does, without the rest of it. */
  async #listen(): Promise<string> {
    const server = createServer((request, response) => {
      const chunks: Buffer[] = []
      request.on('data', (chunk: Buffer) => chunks.push(chunk))
      request.on('end', () => {
        const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]))
        this.door.deliver('github', { headers, body: Buffer.concat(chunks) }).then(
          (delivered) => response.writeHead(delivered === null ? 204 : delivered.queued ? 202 : 200).end(),
          (error: unknown) => response.writeHead(asProblem(error).status).end(asProblem(error).message),
        )
      })
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    this.onClose(() => void server.close())
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  }

  #options(): PreviewOptions {
    const vault = {
      get: async (name: string) => await this.db.secrets.get(name),
      put: async (name: string, text: string) => await this.db.secrets.put(name, text),
      remove: async (name: string) => await this.db.secrets.remove(name),
    }
    return {
      engine: EngineId.parse('abcdefgh'),
      rows: this.db.doorRows('preview'),
      deliveries: this.db.deliveries,
      releases: this.db.releases,
      vault,
      log: silent,
      now: () => new Date(),
      folder: join(this.root, 'previews'),
      staging: (job) => join(this.root, 'staging', job),
      build: async (request, tools) => {
        this.built.push(request)
        return await this.build(request, tools)
      },
      limits: { memoryMb: 512, cpus: 1, processes: 100, diskMb: 1000, minutes: 5, logBytes: 100_000 },
      hasImage: async () => await Promise.resolve(true),
      removeImage: async () => await Promise.resolve(),
      dropCaches: async () => await Promise.resolve(),
      know: () => undefined,
      serving: (name) => this.serving.get(name),
      idle: (name) => this.idle.get(name) ?? 0,
      wishes: this.#wishing(),
      isTaken: async (name) => await Promise.resolve(name === 'shop-pr-9'),
      url: (label) => `http://${label}.localhost/`,
      console: (place) => `http://berth.localhost/${place}`,
      clients,
      onChange: () => undefined,
    }
  }

  /** What is switched off stays so, whatever is announced of it. */
  async #wish(wish: 'stop' | 'start', name: InstanceName): Promise<void> {
    this.wishes.push(await Promise.resolve(`${wish} ${name}`))
    const serving = this.serving.get(name)
    if (serving) this.serving.set(name, { ...serving, off: wish === 'stop' })
  }

  #wishing(): PreviewOptions['wishes'] {
    return {
      stop: async (name) => await this.#wish('stop', name),
      start: async (name) => await this.#wish('start', name),
      open: async (name, to) => void this.wishes.push(await Promise.resolve(`open ${name} to ${JSON.stringify(to)}`)),
      touch: (name) => void this.wishes.push(`touch ${name}`),
      discard: async (name) => {
        if (this.stuck.has(name)) throw new Error('the disk is broken')
        if (this.serving.get(name)?.switching) return await Promise.resolve(false)
        if (this.serving.delete(name)) this.discarded.push(name)
        return true
      },
    }
  }
}

export function builtOf(tag: string): Built {
  return { builder: 'dockerfile', images: { web: { name: `berth-abcdefgh/shop:${tag}`, digest: 'sha256:1', exposed: [3000] } }, processes: {} }
}

/** The repository, before anything of it runs. */
export async function seen(bed: PreviewBed): Promise<RepositoryId> {
  const [connection] = bed.door.connections.all()
  if (!connection) throw new Error('there is no connection')
  const facts = await (await bed.door.connections.client(connection.id)).repository(shop)
  return (await bed.door.repositories.seen(connection, facts ?? { path: shop, remote: null })).id
}
