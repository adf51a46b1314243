import { join } from 'node:path'
import type { Clock } from '../kit/clock.ts'
import type { LocalDb } from '../localdb/localdb.ts'
import type { ShelfItem, Spec } from '../model/instance.ts'
import type { ShelfId } from '../model/names.ts'
import { ShelfId as parseShelfId } from '../model/names.ts'
import { Problem } from '../model/problem.ts'
import { erase, exists, moveFolder, writeDurably } from './folder.ts'
import type { Places } from './places.ts'
import { folderSize } from './size.ts'

/** The name of a place on the shelf: readable, and never used twice. */
export function shelfIdFor(name: string, now: Date): ShelfId {
  return parseShelfId.parse(`${name}-${now.getTime().toString(36)}`)
}

/** What is known of whom data was of. */
type Kept = Pick<Spec, 'name' | 'title' | 'origin' | 'version'>

/** Kept data of removed instances. */
export class Shelf {
  readonly #db: LocalDb
  readonly #places: Places
  readonly #clock: Clock

  constructor(db: LocalDb, places: Places, clock: Clock) {
    this.#db = db
    this.#places = places
    this.#clock = clock
  }

  /**
   * The instance's folder moves here and its rows go, in this order, so that a power cut between the two
   * only means doing it again. A folder without a single file in its data is not kept, nor is one that is to be erased.
   */
  async take(spec: Spec): Promise<void> {
    if (!spec.removal) return
    const id = spec.removal.shelf
    if (id === null) return await this.#erase(spec)
    const folder = this.#places.instance(spec.name)
    const kept = this.#places.shelf(id)
    const size = await folderSize(join((await exists(folder)) ? folder : kept, 'data'))
    const item = this.#item(spec, id, size.bytes)
    if (size.files > 0) await this.#keep(item, folder, kept)
    else await erase(folder)
    if (spec.kept) await erase(this.#places.kept(spec.kept.id))
    await this.#db.tx(async (t) => {
      if (size.files > 0 && !(await t.shelf.get(id))) await t.shelf.insert(item)
      await t.specs.remove(spec.name)
    })
  }

  /** Data that lies at its place on the shelf already is known from now on; without a single file it is not kept. */
  async add(spec: Kept, id: ShelfId): Promise<void> {
    const kept = this.#places.shelf(id)
    const size = await folderSize(join(kept, 'data'))
    if (size.files === 0) return await erase(kept)
    const item = this.#item(spec, id, size.bytes)
    await writeDurably(join(kept, 'shelf.json'), JSON.stringify(item, null, 2) + '\n', 0o600)
    await this.#db.tx(async (t) => {
      if (!(await t.shelf.get(id))) await t.shelf.insert(item)
    })
  }

  /** Deletes for ever. `confirm` must be the item's name, letter by letter. */
  async purge(id: ShelfId, confirm: string): Promise<void> {
    const item = await this.#db.shelf.get(id)
    if (!item) throw new Problem('not-found', { what: 'kept data', name: id })
    if (confirm !== item.name) throw new Problem('confirm-name', { name: item.name })
    await this.#db.shelf.markPurging(id)
    await this.#finishPurge(id)
  }

  /** What a power cut left half deleted. */
  async recover(): Promise<void> {
    for (const id of await this.#db.shelf.purging()) await this.#finishPurge(id)
  }

  /** Folders first: a power cut before the rows go only means doing it again. */
  async #erase({ name, kept }: Spec): Promise<void> {
    await erase(this.#places.instance(name))
    if (kept) await erase(this.#places.kept(kept.id))
    await this.#db.specs.remove(name)
  }

  async #finishPurge(id: ShelfId): Promise<void> {
    await erase(this.#places.shelf(id))
    await this.#db.shelf.remove(id)
  }

  async #keep(item: ShelfItem, folder: string, kept: string): Promise<void> {
    if (await exists(folder)) await writeDurably(join(folder, 'shelf.json'), JSON.stringify(item, null, 2) + '\n', 0o600)
    await moveFolder(folder, kept)
  }

  #item(spec: Kept, id: ShelfId, size: number): ShelfItem {
    const { name, title, origin, version } = spec
    return { id, name, title, origin, version, size, since: this.#clock.date().toISOString() }
  }
}
