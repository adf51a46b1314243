import { rm } from 'node:fs/promises'
import { Mutex } from '../../../kit/mutex.ts'
import { Problem } from '../../../model/problem.ts'
import type { StoreSource } from '../../../model/store.ts'
import { unpackApp, unpackedApp } from '../appzip.ts'
import type { StoreCache } from '../cache.ts'
import { downloadFile, downloadText, unlessSame } from '../download.ts'
import type { Entry } from '../entry.ts'
import { appLimits } from '../files.ts'
import { listingLimit, listingName } from '../listing.ts'
import { addressIn } from './address.ts'
import type { Address } from './address.ts'
import { KeptListing } from './keptlisting.ts'
import { SiteIcons } from './siteicons.ts'
import { remoteEvery } from './source.ts'
import type { Source, Wish } from './source.ts'

/** Milliseconds a listing may take, and an app's zip. */
const listingWithin = 2 * 60_000
const zipWithin = 30 * 60_000

/** A static site: its listing is one request; an app's files come when its page is opened or it is installed. */
export function httpSource(source: Extract<StoreSource, { kind: 'http' }>, cache: StoreCache): Source {
  const kept = new KeptListing(source, cache)
  const address = addressIn(source)
  const icons = new SiteIcons(address, cache)
  const mutexes = new Map<string, Mutex>()
  return {
    every: remoteEvery,
    read: async () => await kept.read(),
    kept: async () => await kept.last(),
    refresh: async (signal) => await refresh(address(listingName), kept, signal),
    icon: async (entry, signal) => await icons.bring(entry, signal),
    prepare: async (entries, signal) => await icons.bringAll(entries, signal),
    app: async (entry, wish) => {
      const mutex = mutexes.get(entry.app) ?? new Mutex()
      mutexes.set(entry.app, mutex)
      return await mutex.run(async () => (await unpackedApp(cache, entry)) ?? (await bringApp(address, cache, entry, wish)))
    },
  }
}

async function refresh(url: string, kept: KeptListing, signal: AbortSignal): Promise<readonly Entry[] | undefined> {
  const headers = unlessSame(await kept.last())
  const found = await downloadText(url, { signal, cap: listingLimit, within: listingWithin, headers })
  return found && (await kept.replace(found.text, found))
}

async function bringApp(address: Address, cache: StoreCache, entry: Entry, { signal, onBytes }: Wish): Promise<string> {
  const { app } = entry
  const asked = { signal, cap: appLimits.bytes, within: zipWithin, ...(onBytes ? { onBytes } : {}) }
  const { name, made } = await cache.beside('zip', async (file) => await downloadFile(address(app, `${app}.zip`), file, asked))
  const zip = cache.path(name)
  try {
    if (entry.sha256 !== null && made?.sha256 !== entry.sha256)
      throw new Problem('bad-entry', { app, where: `${app}.zip`, reason: 'it is not the file that the catalogue lists (its SHA-256 differs)' })
    return await unpackApp(cache, entry, zip, signal)
  } finally {
    await rm(zip, { force: true })
  }
}
