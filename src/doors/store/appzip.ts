import { createHash } from 'node:crypto'
import { access, rename } from 'node:fs/promises'
import { Problem } from '../../model/problem.ts'
import { isAppFolder, readAppFolder } from './appfolder.ts'
import type { StoreCache } from './cache.ts'
import type { Entry } from './entry.ts'
import { appLimits } from './files.ts'
import { reasonOf, Unreadable } from './unreadable.ts'
import { belowSingle, unzip } from './unzip.ts'

/** The name, in the cache, of the folder with an app's files in the version that its catalogue lists. */
export function appKey({ app, version, sha256 }: Entry): string {
  return `app-${app}-${digest(version, sha256 ?? '')}`
}

/** A short name for what is the same as long as all of these are. */
export function digest(...parts: readonly string[]): string {
  return createHash('sha256').update(parts.join('\0')).digest('hex').slice(0, 16)
}

/** The folder of an app that was unpacked before. */
export async function unpackedApp(cache: StoreCache, entry: Entry): Promise<string | undefined> {
  const folder = cache.path(appKey(entry))
  return (await isThere(folder)) ? folder : undefined
}

/** Unpacks an app's zip into the cache, if it is what the catalogue lists. Throws `bad-entry`. */
export async function unpackApp(cache: StoreCache, entry: Entry, zip: string, signal: AbortSignal): Promise<string> {
  const { app, version } = entry
  await cache.beside('unpacking', async (into) => {
    await unzip(zip, into, appLimits, signal).catch((error: unknown) => refuse(app, error))
    const folder = await belowSingle(into, isAppFolder)
    const { meta } = await readAppFolder(app, folder)
    if (meta.app_version !== version) throw new Problem('bad-entry', { app, where: 'app_version', reason: `the catalogue says ${version}, its files say ${meta.app_version}` })
    const place = cache.path(appKey(entry))
    await rename(folder, place).catch(async (error: unknown) => {
      if (!(await isThere(place))) throw error // else somebody else has unpacked the same meanwhile
    })
  })
  await cache.sweep('unpacking', () => false)
  return cache.path(appKey(entry))
}

function refuse(app: string, error: unknown): never {
  if (!(error instanceof Unreadable)) throw error
  throw new Problem('bad-entry', { app, where: `${app}.zip`, reason: reasonOf(error) }, error)
}

export async function isThere(path: string): Promise<boolean> {
  return await access(path).then(
    () => true,
    () => false,
  )
}
