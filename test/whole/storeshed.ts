import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { writeStore } from '../debian/store.ts'
import type { Editions } from '../debian/store.ts'
import { StoreRepository } from './storegit.ts'
import { StoreSite } from './storesite.ts'
import { layOutSite, zipFolder } from './storezip.ts'

/** One store of the wiki and the blog, had in every way a store can be had. */
export class StoreShed implements AsyncDisposable {
  readonly #folder: string
  readonly site: StoreSite
  readonly repository: StoreRepository

  private constructor(folder: string, site: StoreSite, repository: StoreRepository) {
    this.#folder = folder
    this.site = site
    this.repository = repository
  }

  static async open(editions: Editions): Promise<StoreShed> {
    const folder = await mkdtemp(join(tmpdir(), 'berth-shed-'))
    const shed = new StoreShed(folder, await StoreSite.open(join(folder, 'site')), await StoreRepository.make(folder))
    await shed.publish(editions)
    return shed
  }

  get folder(): string {
    return join(this.#folder, 'store')
  }

  get zip(): string {
    return join(this.#folder, 'store.zip')
  }

  /** The same editions in the folder, the zip, the site and the repository's main branch. */
  async publish(editions: Editions): Promise<void> {
    await writeStore(this.folder, editions)
    await zipFolder(this.folder, this.zip, 'my-store')
    await layOutSite(this.folder, join(this.#folder, 'site'))
    await this.repository.publish(this.folder, 'main')
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.site[Symbol.asyncDispose]()
    await rm(this.#folder, { recursive: true, force: true })
  }
}
