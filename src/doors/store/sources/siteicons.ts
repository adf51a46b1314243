import { readdir, rename } from 'node:fs/promises'
import { digest, isThere } from '../appzip.ts'
import type { StoreCache } from '../cache.ts'
import { downloadFile } from '../download.ts'
import type { Entry } from '../entry.ts'
import { iconLimit } from '../picture.ts'
import { Unreadable } from '../unreadable.ts'
import type { Address } from './address.ts'

/** How many are fetched at once: they are small, and others use the line too. */
const atOnce = 4
/** Milliseconds a picture may take. */
const within = 15_000

/** The name, in the cache, of the picture an app has in its listed version. */
export function iconKey({ app, version, icon }: Entry): string {
  return `icon-${app}-${digest(version, icon ?? '')}`
}

/** The pictures of a site's apps, each fetched once for a version. */
export class SiteIcons {
  readonly #address: Address
  readonly #cache: StoreCache
  /** Those that the site does not have; it is asked again after its next listing. */
  readonly #missing = new Set<string>()

  constructor(address: Address, cache: StoreCache) {
    this.#address = address
    this.#cache = cache
  }

  /** The picture's file; nothing when there is none to be had. */
  async bring(entry: Entry, signal: AbortSignal): Promise<string | undefined> {
    const key = iconKey(entry)
    if (entry.icon === null || this.#missing.has(key)) return undefined
    const file = this.#cache.path(key)
    return (await isThere(file)) ? file : await this.#fetch(entry.app, entry.icon, key, signal)
  }

  /** All that are not here yet. Where four in a row cannot be had, the rest waits until it is asked for. */
  async bringAll(entries: readonly Entry[], signal: AbortSignal): Promise<void> {
    this.#missing.clear()
    const here = new Set(await readdir(this.#cache.folder).catch(() => []))
    const lacking = entries.filter((entry) => entry.icon !== null && !here.has(iconKey(entry)))
    for (let at = 0; at < lacking.length && !signal.aborted; at += atOnce) {
      const files = await Promise.all(lacking.slice(at, at + atOnce).map(async (entry) => await this.bring(entry, signal)))
      if (files.every((file) => file === undefined)) return
    }
  }

  async #fetch(app: string, icon: string, key: string, signal: AbortSignal): Promise<string | undefined> {
    try {
      await this.#cache.beside('picture', async (file) => {
        await downloadFile(this.#address(app, icon), file, { signal, cap: iconLimit, within })
        await rename(file, this.#cache.path(key))
      })
      return this.#cache.path(key)
    } catch (error) {
      if (error instanceof Unreadable) this.#missing.add(key)
      return undefined
    }
  }
}
