import { stat } from 'node:fs/promises'
import type { StoreCache } from '../cache.ts'
import type { Entry } from '../entry.ts'
import { Unreadable } from '../unreadable.ts'
import type { Source } from './source.ts'
import { Tree } from './tree.ts'

/** A look costs a few calls to the file system, milliseconds. */
const every = 60_000

/** A folder of this machine, read in place. */
export function folderSource(folder: string, cache: StoreCache): Source {
  const tree = new Tree(folder, cache)
  let mark: string | undefined
  const read = async (): Promise<readonly Entry[]> => {
    if (!(await stat(folder)).isDirectory()) throw new Unreadable('it is no folder')
    const seen = await tree.mark().catch(() => undefined) // it may stand elsewhere by now, which reading finds
    const entries = await tree.read()
    mark = seen
    return entries
  }
  return {
    every,
    read,
    kept: async () => undefined,
    refresh: async () => (mark !== undefined && mark === (await tree.mark().catch(() => undefined)) ? undefined : await read()),
    app: async (entry, { signal }) => await tree.app(entry, signal),
    icon: async (entry) => await tree.icon(entry),
  }
}
