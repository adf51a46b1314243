import type { Clock } from '../../kit/clock.ts'
import { Mutex } from '../../kit/mutex.ts'
import type { Cause } from '../../model/cause.ts'
import { Problem } from '../../model/problem.ts'
import { shownSource } from '../../model/store.ts'
import type { StoreName, StoreSource, StoreView } from '../../model/store.ts'
import type { Offered } from '../door.ts'
import { entryOfFolder } from './appfolder.ts'
import type { StoreCache } from './cache.ts'
import type { Entry, Needed } from './entry.ts'
import type { ImagesHere } from './imageshere.ts'
import { StoreOffers } from './offers.ts'
import { openSource } from './sources/open.ts'
import type { Source, Wish } from './sources/source.ts'
import { asUnreadable } from './unreadable.ts'

export interface CatalogueOptions {
  readonly name: StoreName
  readonly source: StoreSource
  /** It cannot be removed or changed by people. */
  readonly fixed: boolean
  readonly cache: StoreCache
  readonly images: ImagesHere
  readonly clock: Clock
}

/** Before anything was read. */
const none: ReadonlyMap<string, Entry> = new Map()

/** A store: its apps as they were last read whole, and how it went since. */
export class Catalogue implements AsyncDisposable {
  readonly name: StoreName
  readonly fixed: boolean
  readonly #options: CatalogueOptions
  readonly #source: Source
  readonly #offers: StoreOffers
  readonly #mutex = new Mutex()
  readonly #abort = new AbortController()
  #entries: ReadonlyMap<string, Entry> | undefined
  #loading: Promise<void> | undefined
  #edition = 0
  #refreshed: string | null = null
  #branches: readonly string[] = []
  #refreshing = 0
  #cause: Cause | null = null

  constructor(options: CatalogueOptions) {
    this.#options = options
    this.name = options.name
    this.fixed = options.fixed
    this.#source = openSource(options.source, options.cache)
    this.#offers = new StoreOffers(options.name, options.images)
  }

  get every(): number {
    return this.#source.every
  }

  /** Goes up with each reading that brought something new. */
  get edition(): number {
    return this.#edition
  }

  get spec(): StoreSource {
    return this.#options.source
  }

  /** Every app, good or bad, from memory; read from this machine the first time. */
  async offers(): Promise<readonly Offered[]> {
    return this.#offers.of(await this.#load())
  }

  async entries(): Promise<readonly Entry[]> {
    return [...(await this.#load()).values()]
  }

  async needed(): Promise<readonly Needed[]> {
    return (await this.entries()).flatMap(({ images }) => images ?? [])
  }

  async view(): Promise<StoreView> {
    const entries = await this.entries()
    const { name, fixed } = this
    const counts = { apps: entries.length, bad: entries.filter(({ bad }) => bad !== null).length }
    return { name, source: shownSource(this.spec), fixed, branches: [...this.#branches], ...counts, refreshed: this.#refreshed, refreshing: this.#refreshing > 0, cause: this.#cause }
  }

  /** Asks the outside for news; what was read before stays until the new is whole. Throws `store-unreadable`, which stays the cause. */
  async refresh(signal: AbortSignal): Promise<void> {
    await this.#load()
    this.#refreshing += 1
    try {
      await this.#mutex.run(async () => await this.#refresh(AbortSignal.any([signal, this.#abort.signal])))
    } finally {
      this.#refreshing -= 1
    }
  }

  /** An app that can be asked for. Throws `no-offer`, or `bad-entry` with what is wrong. */
  async good(app: string): Promise<Entry> {
    const entry = (await this.#load()).get(app)
    if (!entry) throw new Problem('no-offer', { app })
    if (entry.bad === null) return entry
    const [where = '', ...reason] = entry.bad.split(': ')
    throw new Problem('bad-entry', { app, where, reason: reason.join(': ') })
  }

  /** The folder of an app's files, brought here where it is not. Throws `bad-entry` or `store-unreadable`. */
  async folder(entry: Entry, wish: Wish): Promise<string> {
    const folder = await this.#source.app(entry, wish).catch((error: unknown) => {
      wish.signal.throwIfAborted()
      throw asUnreadable(this.name, error)
    })
    if (!entry.here || entry.images === null) await this.#learn(entry, folder)
    return folder
  }

  async icon(app: string, signal: AbortSignal): Promise<{ readonly name: string; readonly file: string } | undefined> {
    const entry = (await this.#load()).get(app)
    const file = entry && (await this.#source.icon(entry, signal).catch(() => undefined))
    return file !== undefined && entry?.icon ? { name: entry.icon, file } : undefined
  }

  /** What is shown of it is brought before it is asked for, and Docker is asked which images are here. */
  async prepare(signal: AbortSignal): Promise<void> {
    await this.#options.images.look(await this.needed(), true).catch(() => undefined) // without Docker nothing is known of images
    await this.#source.prepare?.(await this.entries(), signal)
  }

  /** Ends a refresh at work, and waits for its end. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#abort.abort(new Error(`the store ${this.name} was closed`))
    await this.#mutex.run(async () => await Promise.resolve())
  }

  async #refresh(signal: AbortSignal): Promise<void> {
    try {
      const entries = await this.#source.refresh(signal)
      if (entries) this.#take(entries)
      this.#branches = (await this.#source.kept())?.branches ?? []
      this.#refreshed = this.#options.clock.date().toISOString()
      this.#cause = null
    } catch (error) {
      signal.throwIfAborted()
      const problem = asUnreadable(this.name, error)
      this.#cause = { code: problem.code, message: problem.message, fix: problem.fix, at: this.#options.clock.date().toISOString() }
      throw problem
    }
  }

  #take(entries: readonly Entry[]): void {
    this.#entries = new Map(entries.map((entry) => [entry.app, entry]))
    this.#edition += 1
  }

  /** Once: from what is kept on this machine. What cannot be read there is asked for with the next refresh. */
  async #load(): Promise<ReadonlyMap<string, Entry>> {
    this.#loading ??= this.#read()
    await this.#loading
    return this.#entries ?? none
  }

  async #read(): Promise<void> {
    const entries = await this.#source.read().catch(() => undefined)
    if (!entries) return
    const kept = await this.#source.kept()
    this.#branches = kept?.branches ?? []
    this.#refreshed = kept?.refreshed ?? this.#options.clock.date().toISOString()
    this.#take(entries)
  }

  /** Now that its files are here, they say more than the listing did. */
  async #learn(entry: Entry, folder: string): Promise<void> {
    const known = { ...(await entryOfFolder(entry.app, folder)), sha256: entry.sha256, icon: entry.icon }
    await this.#options.images.look(known.images ?? [], true).catch(() => undefined)
    if (this.#entries?.get(entry.app) === entry) this.#entries = new Map([...this.#entries, [entry.app, known]])
  }
}
