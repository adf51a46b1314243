import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Docker } from '../../docker/docker.ts'
import { FakeDocker } from '../../docker/fake.ts'
import { member, TestRegistry } from '../../docker/registry.testbed.ts'
import type { HeldImage } from '../../docker/registry.testbed.ts'
import { openJobs } from '../../jobs/jobs.ts'
import type { Jobs } from '../../jobs/jobs.ts'
import { systemClock } from '../../kit/clock.ts'
import { silent } from '../../kit/log.ts'
import { Scope } from '../../kit/scope.ts'
import { openLocalDb } from '../../localdb/localdb.ts'
import type { LocalDb } from '../../localdb/localdb.ts'
import { tempFolder } from '../../localdb/sample.ts'
import { RegisterBody } from '../../model/image.ts'
import type { RegisteredImageView } from '../../model/image.ts'
import { EngineId, InstanceName } from '../../model/names.ts'
import type { JobId } from '../../model/names.ts'
import type { Serving } from '../../releases/ties.ts'
import type { Announcement } from '../door.ts'
import { openImageDoor } from './image.ts'
import type { ImageDoor } from './image.ts'
import type { ImageOptions } from './ties.ts'

export const engine = EngineId.parse('abcdefgh')
export const shop = InstanceName.parse('shop')

export interface BedWish {
  readonly isPrivate?: boolean
  /** Docker itself in the place of the fake. */
  readonly docker?: Docker
  /** A registry that is there already; it stays. */
  readonly registry?: TestRegistry
  readonly quiet?: number
}

/** The door over a real database, real jobs and a real registry; Docker is the fake one unless it is given. */
export class ImageBed extends Scope {
  readonly announced: Announcement[] = []
  readonly removed: string[] = []
  /** Images that containers have. */
  readonly inUse = new Set<string>()
  readonly known: string[] = []
  readonly serving = new Map<InstanceName, Serving>()
  readonly taken = new Set<string>()
  readonly fake = new FakeDocker()
  readonly root: string
  readonly db: LocalDb
  readonly registry: TestRegistry
  /** What this machine's time is; the real one while it is not set. */
  date: Date | undefined
  door!: ImageDoor
  jobs!: Jobs
  readonly #wish: BedWish

  private constructor(root: string, db: LocalDb, registry: TestRegistry, wish: BedWish) {
    super()
    this.root = root
    this.db = db
    this.registry = registry
    this.#wish = wish
  }

  static async open(wish: BedWish = {}): Promise<ImageBed> {
    const folder = await tempFolder()
    const db = await openLocalDb({ file: folder.file('berth.db'), log: silent })
    const registry = wish.registry ?? (await TestRegistry.open(wish))
    const bed = new ImageBed(folder.path, db, registry, wish)
    bed.use(folder)
    bed.use(db)
    if (!wish.registry) bed.use(registry)
    await bed.start()
    return bed
  }

  /** As after a start of the engine. */
  async start(): Promise<void> {
    await mkdir(join(this.root, 'staging'), { recursive: true })
    this.door = await openImageDoor(this.#options())
    this.jobs = await openJobs({ db: this.db, log: silent, handlers: this.door.handlers, onChange: () => undefined })
    this.onClose(async () => await this.jobs[Symbol.asyncDispose]())
    this.door.use(this.jobs)
    const opened = await this.door.open({ announce: async (what) => void this.announced.push(await Promise.resolve(what)), withdraw: async () => await Promise.resolve() })
    this.use(opened)
    this.jobs.wake()
  }

  /** Puts an image into the registry, where the fake Docker finds it too; answers its digest. */
  async hold(image: string, { exposed = [3000], ...held }: HeldImage & { readonly exposed?: readonly number[] } = {}): Promise<string> {
    const config = { ExposedPorts: Object.fromEntries(exposed.map((port) => [`${port}/tcp`, {}])), ...held.config }
    const digest = await this.registry.hold(image, { ...held, config })
    this.fake.addRemote(`${this.registry.name(image).replace(/:[^:/]*$/, '')}@${digest}`, { exposed }, this.#wish.isPrivate ? member : null)
    return digest
  }

  /** Registers it and waits for its job; answers its view. */
  async registered(body: object, by = 'Ada'): Promise<RegisteredImageView> {
    const { name, job } = await this.door.register(RegisterBody.parse(body), by)
    await this.settled(job)
    return await this.view(name)
  }

  async settled(job: JobId): Promise<string> {
    const { state, cause } = await this.jobs.settled(job)
    return cause?.message ?? state
  }

  async view(name: InstanceName = shop): Promise<RegisteredImageView> {
    const view = await this.door.view(name)
    if (!view) throw new Error(`there is no image ${name}`)
    return view
  }

  /** A release serves, and the door is told. */
  async live(number: number, name: InstanceName = shop): Promise<void> {
    this.serving.set(name, { version: String(number), state: 'running', off: false, switching: false, cause: null, domains: [] })
    await this.door.tell({ door: 'image', image: name }, { version: String(number), cause: null })
  }

  #options(): ImageOptions {
    const { releases, secrets } = this.db
    const vault = {
      get: async (name: string) => await secrets.get(name),
      put: async (name: string, text: string) => await secrets.put(name, text),
      remove: async (name: string) => await secrets.remove(name),
    }
    return {
      engine,
      rows: this.db.doorRows('image'),
      releases,
      vault,
      docker: this.#wish.docker ?? this.fake,
      removeImage: async (name) => {
        if (this.inUse.has(name)) return false
        this.removed.push(name)
        return (await this.#wish.docker?.removeImage(engine, name)) ?? true
      },
      serving: (name) => this.serving.get(name),
      onChange: () => undefined,
      clock: { steady: () => systemClock.steady(), date: () => this.date ?? new Date() },
      log: silent,
      know: (secret) => void this.known.push(secret),
      folder: join(this.root, 'images'),
      staging: (job) => join(this.root, 'staging', job),
      isTaken: async (name) => await Promise.resolve(this.taken.has(name)),
      url: (name) => `http://${name}.localhost/`,
      hookUrl: (hook) => `http://berth.localhost/doors/image/${hook}`,
      apart: 0,
      within: 5000,
      ...(this.#wish.quiet === undefined ? {} : { quiet: this.#wish.quiet }),
    }
  }
}
