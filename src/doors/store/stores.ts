import { join } from 'node:path'
import { z } from 'zod'
import type { Docker } from '../../docker/docker.ts'
import type { Clock } from '../../kit/clock.ts'
import type { Log } from '../../kit/log.ts'
import type { Loop } from '../../kit/loop.ts'
import { Mutex } from '../../kit/mutex.ts'
import { Problem } from '../../model/problem.ts'
import { StoreName, StoreSource } from '../../model/store.ts'
import type { StoreBody, StoreView } from '../../model/store.ts'
import type { Hall } from '../door.ts'
import { StoreCache } from './cache.ts'
import { Catalogue } from './catalogue.ts'
import { ImagesHere } from './imageshere.ts'
import { withBranch } from './sources/branch.ts'
import { watchCatalogue } from './watch.ts'

/** The door's durable rows; the engine hands them in. */
export interface DoorRows {
  put(key: string, value: unknown): Promise<void>
  remove(key: string): Promise<void>
  all(): Promise<ReadonlyMap<string, unknown>>
}

/** A store of the settings file: a folder, or any source. */
export type SetStore = { readonly name: string; readonly folder: string } | { readonly name: string; readonly source: StoreSource }

export interface StoresOptions {
  /** Those that come with Berth or from the settings. */
  readonly stores: readonly SetStore[]
  readonly rows: DoorRows
  /** Stores are kept in `stores/<name>` below it. */
  readonly cache: string
  readonly docker: Docker
  readonly clock: Clock
  readonly log: Log
}

/** The catalogues, for people to see and change. */
export interface Stores {
  list(): Promise<readonly StoreView[]>
  /** Throws `conflict`, or `store-unreadable`: then nothing is kept of it. */
  add(body: StoreBody): Promise<StoreView>
  /** Throws `store-fixed`, `invalid` where it has no branches, `store-unreadable`: then it stays as it was. */
  switchBranch(name: string, branch: string): Promise<StoreView>
  /** What was installed from it stays. Throws `store-fixed`. */
  remove(name: string): Promise<void>
  /** Asks the outside now. Throws `store-unreadable`. */
  refresh(name: string): Promise<void>
}

interface Open {
  readonly catalogue: Catalogue
  readonly cache: StoreCache
  loop: Loop | undefined
}

const Row = z.object({ source: StoreSource })
const prefix = 'store/'

export class StoreRegistry implements Stores {
  readonly #options: StoresOptions
  readonly #images: ImagesHere
  readonly #open = new Map<string, Open>()
  readonly #changes = new Mutex()
  readonly #closing = new AbortController()
  #loading: Promise<void> | undefined
  #hall: Hall | undefined

  constructor(options: StoresOptions) {
    this.#options = options
    this.#images = new ImagesHere(options.docker)
    for (const store of options.stores) this.#addFixed(store)
  }

  get images(): ImagesHere {
    return this.#images
  }

  /** Looks after all stores until closed. */
  async watch(hall: Hall): Promise<AsyncDisposable> {
    await this.#load()
    this.#hall = hall
    for (const open of this.#open.values()) this.#start(open, false)
    return {
      [Symbol.asyncDispose]: async () => {
        this.#hall = undefined
        await Promise.all([...this.#open.values()].map(async ({ loop }) => await loop?.[Symbol.asyncDispose]()))
      },
    }
  }

  async all(): Promise<readonly Catalogue[]> {
    await this.#load()
    return [...this.#open.values()].map(({ catalogue }) => catalogue)
  }

  async one(name: string): Promise<Catalogue> {
    return (await this.#find(name)).catalogue
  }

  async list(): Promise<readonly StoreView[]> {
    return await Promise.all((await this.all()).map(async (catalogue) => await catalogue.view()))
  }

  async add({ name, source }: StoreBody): Promise<StoreView> {
    return await this.#changes.run(async () => {
      await this.#load()
      if (this.#open.has(name)) throw new Problem('conflict', { what: 'a store', name })
      const open = this.#make(name, source, false)
      await open.catalogue.refresh(this.#closing.signal).catch(async (error: unknown) => {
        await open.cache.remove()
        throw error
      })
      return await this.#keep(open)
    })
  }

  async switchBranch(name: string, branch: string): Promise<StoreView> {
    return await this.#changes.run(async () => {
      const before = await this.#changeable(name)
      const { catalogue, cache } = before
      const open = this.#make(catalogue.name, withBranch(catalogue.spec, branch), false, cache)
      await open.catalogue.refresh(this.#closing.signal)
      await close(before)
      return await this.#keep(open)
    })
  }

  async remove(name: string): Promise<void> {
    await this.#changes.run(async () => {
      const open = await this.#changeable(name)
      await this.#options.rows.remove(prefix + name)
      this.#open.delete(name)
      await close(open)
      await open.cache.remove()
    })
  }

  async refresh(name: string): Promise<void> {
    const { catalogue, loop } = await this.#find(name)
    try {
      await catalogue.refresh(this.#closing.signal)
    } finally {
      loop?.wake()
    }
  }

  async #keep(open: Open): Promise<StoreView> {
    const { name, spec } = open.catalogue
    await this.#options.rows.put(prefix + name, { source: spec })
    this.#open.set(name, open)
    this.#start(open, true)
    return await open.catalogue.view()
  }

  async #find(name: string): Promise<Open> {
    await this.#load()
    const open = this.#open.get(name)
    if (!open) throw new Problem('not-found', { what: 'store', name })
    return open
  }

  async #changeable(name: string): Promise<Open> {
    const open = await this.#find(name)
    if (open.catalogue.fixed) throw new Problem('store-fixed', { name })
    return open
  }

  /** Stores that people added, once. A row that is not understood hides no other. */
  async #load(): Promise<void> {
    this.#loading ??= this.#read()
    await this.#loading
  }

  async #read(): Promise<void> {
    for (const [key, value] of await this.#options.rows.all()) {
      const [name, row] = [StoreName.safeParse(key.slice(prefix.length)), Row.safeParse(value)]
      if (!key.startsWith(prefix) || this.#open.has(key.slice(prefix.length))) continue
      if (name.success && row.success) this.#open.set(name.data, this.#make(name.data, row.data.source, false))
      else this.#options.log.warn({ store: key }, 'a store that was added is not understood')
    }
  }

  #addFixed(store: SetStore): void {
    const source: StoreSource = 'source' in store ? store.source : { kind: 'folder', folder: store.folder }
    const name = StoreName.parse(store.name)
    if (!this.#open.has(name)) this.#open.set(name, this.#make(name, source, true))
    else this.#options.log.warn({ store: name }, 'the settings name a store twice; the first counts')
  }

  #make(name: StoreName, source: StoreSource, fixed: boolean, cache = new StoreCache(join(this.#options.cache, 'stores', name))): Open {
    return { catalogue: new Catalogue({ name, source, fixed, cache, images: this.#images, clock: this.#options.clock }), cache, loop: undefined }
  }

  #start(open: Open, fresh: boolean): void {
    if (!this.#hall) return
    const { clock, log } = this.#options
    open.loop = watchCatalogue({ catalogue: open.catalogue, hall: this.#hall, clock, log, fresh })
  }
}

async function close({ catalogue, loop }: Open): Promise<void> {
  await catalogue[Symbol.asyncDispose]()
  await loop?.[Symbol.asyncDispose]()
}
