import { readFile, writeFile } from 'node:fs/promises'
import { systemClock } from '../../../kit/clock.ts'
import type { StoreSource } from '../../../model/store.ts'
import { entryOfFolder } from '../appfolder.ts'
import { appKey, unpackedApp } from '../appzip.ts'
import type { State, StoreCache } from '../cache.ts'
import type { Stamp } from '../download.ts'
import type { Entry } from '../entry.ts'
import { inTurns } from '../inturns.ts'
import { readListing } from '../listing.ts'
import { iconKey } from './siteicons.ts'

/** How many apps that are here are read at once. */
const atOnce = 8

/** A site's listing as it was last read, and what was brought here of its apps. */
export class KeptListing {
  readonly #source: StoreSource
  readonly #cache: StoreCache
  #state: State | undefined

  constructor(source: StoreSource, cache: StoreCache) {
    this.#source = source
    this.#cache = cache
  }

  async last(): Promise<State | undefined> {
    this.#state ??= await this.#cache.state(this.#source)
    return this.#state
  }

  async read(): Promise<readonly Entry[] | undefined> {
    const text = await this.#text()
    return text === undefined ? undefined : await this.#entries(text)
  }

  /** The listing counts once it has been read; what was kept of versions that are no longer listed goes. Nothing when it is the same. */
  async replace(text: string, { mark, modified }: Stamp): Promise<readonly Entry[] | undefined> {
    if (text === (await this.#text())) return undefined
    const entries = await this.#entries(text)
    const { name } = await this.#cache.beside('listing', async (file) => await writeFile(file, text, { flush: true }))
    this.#state = { source: this.#source, current: name, mark, modified, refreshed: systemClock.date().toISOString(), branches: [] }
    await this.#cache.commit(this.#state)
    await this.#cache.sweep('listing', (other) => other === name)
    const listed = new Set(entries.flatMap((entry) => [appKey(entry), iconKey(entry)]))
    for (const kind of ['app', 'icon']) await this.#cache.sweep(kind, (other) => listed.has(other))
    return entries
  }

  async #text(): Promise<string | undefined> {
    const state = await this.last()
    return state && (await readFile(this.#cache.path(state.current), 'utf8').catch(() => undefined))
  }

  async #entries(text: string): Promise<readonly Entry[]> {
    return await inTurns(readListing(text), atOnce, async (entry) => {
      const folder = entry.bad === null ? await unpackedApp(this.#cache, entry) : undefined
      return folder === undefined ? entry : { ...(await entryOfFolder(entry.app, folder)), sha256: entry.sha256 }
    })
  }
}
