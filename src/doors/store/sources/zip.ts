import { rm, stat } from 'node:fs/promises'
import type { StoreSource } from '../../../model/store.ts'
import type { StoreCache } from '../cache.ts'
import { downloadFile, unlessSame } from '../download.ts'
import type { Entry } from '../entry.ts'
import { unzip } from '../unzip.ts'
import { KeptTree } from './kepttree.ts'
import { remoteEvery } from './source.ts'
import type { Source } from './source.ts'

/** A look at a file's date, milliseconds. */
const localEvery = 60_000
/** The largest zip that is taken, and what it may unpack to. */
const zipCap = 1024 * 1024 * 1024
const limits = { bytes: 2 * 1024 * 1024 * 1024, files: 100_000 }
/** Milliseconds a download may take. */
const within = 30 * 60_000

/** A zip of a catalogue's folder: a file of this machine, or one at an address. */
export function zipSource(source: Extract<StoreSource, { kind: 'zip' }>, cache: StoreCache): Source {
  const kept = new KeptTree(source, cache)
  const remote = !source.file.startsWith('/')
  const refresh = remote ? refreshRemote : refreshLocal
  return { every: remote ? remoteEvery : localEvery, ...kept.ways(), refresh: async (signal) => await refresh(source.file, kept, cache, signal) }
}

async function refreshLocal(file: string, kept: KeptTree, _cache: StoreCache, signal: AbortSignal): Promise<readonly Entry[] | undefined> {
  const { mtimeMs, size } = await stat(file)
  const mark = `${mtimeMs}/${size}`
  if ((await kept.last())?.mark === mark) return undefined
  return await kept.replace({ mark, modified: null, branches: [] }, async (into) => await unzip(file, into, limits, signal))
}

async function refreshRemote(url: string, kept: KeptTree, cache: StoreCache, signal: AbortSignal): Promise<readonly Entry[] | undefined> {
  const headers = unlessSame(await kept.last())
  const { name, made } = await cache.beside('zip', async (file) => await downloadFile(url, file, { signal, cap: zipCap, within, headers }))
  const file = cache.path(name)
  try {
    if (!made) return undefined
    return await kept.replace({ mark: made.mark, modified: made.modified, branches: [] }, async (into) => await unzip(file, into, limits, signal))
  } finally {
    await rm(file, { force: true })
  }
}
