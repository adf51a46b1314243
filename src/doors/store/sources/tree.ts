import { lstat, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { AppName } from '../../../model/names.ts'
import { Problem } from '../../../model/problem.ts'
import { entryOfFolder, isAppFolder } from '../appfolder.ts'
import { unpackApp, unpackedApp } from '../appzip.ts'
import type { StoreCache } from '../cache.ts'
import { badEntry } from '../entry.ts'
import type { Entry } from '../entry.ts'
import { inTurns } from '../inturns.ts'
import { freeName, listingLimit, listingName, readListing } from '../listing.ts'
import { iconLimit } from '../picture.ts'
import { Unreadable } from '../unreadable.ts'
import { layoutOf, markOf, plainFile } from './layout.ts'
import type { Layout } from './layout.ts'

/** How many apps are read at once: enough to keep a slow card busy, few enough to leave room for others. */
const atOnce = 8

/** A catalogue that is a folder of this machine. */
export class Tree {
  readonly #root: string
  readonly #cache: StoreCache
  #base: string | undefined

  constructor(root: string, cache: StoreCache) {
    this.#root = root
    this.#cache = cache
  }

  /** Changes when what is offered may have. Where its apps stand is looked for with each reading only. */
  async mark(): Promise<string> {
    return await markOf(this.#base ?? (await this.#layout()).base)
  }

  /** Every app, good or bad. Throws `Unreadable` when there is none. */
  async read(): Promise<readonly Entry[]> {
    const layout = await this.#layout()
    return layout.listed ? await readListed(layout) : await readScanned(layout)
  }

  /** The folder of an app's files: its own, or its unpacked zip where its own holds nothing else. */
  async app(entry: Entry, signal: AbortSignal): Promise<string> {
    const folder = await this.#folder(entry.app)
    if (await isAppFolder(folder)) return folder
    const zip = join(folder, `${entry.app}.zip`)
    if (!(await plainFile(zip))) throw new Problem('bad-entry', { app: entry.app, where: 'its files', reason: 'they are missing' })
    return (await unpackedApp(this.#cache, entry)) ?? (await unpackApp(this.#cache, entry, zip, signal))
  }

  /** The file of an app's picture, if it is one of ordinary size among its files. */
  async icon({ app, icon }: Entry): Promise<string | undefined> {
    if (icon === null) return undefined
    const file = join(await this.#folder(app), icon)
    const found = await plainFile(file)
    return found && found.size <= iconLimit ? file : undefined
  }

  async #folder(app: AppName): Promise<string> {
    const folder = join(this.#base ?? (await this.#layout()).base, app)
    if (!(await lstat(folder).catch(() => undefined))?.isDirectory()) throw new Problem('bad-entry', { app, where: 'its files', reason: 'they are missing' })
    return folder
  }

  async #layout(): Promise<Layout> {
    const layout = await layoutOf(this.#root)
    if (!layout) throw new Unreadable('there are no apps in it')
    this.#base = layout.base
    return layout
  }
}

/** What an app's own files say goes before what the listing says of it. */
async function readListed({ base }: Layout): Promise<readonly Entry[]> {
  const file = join(base, listingName)
  if ((await lstat(file)).size > listingLimit) throw new Unreadable(`its ${listingName} is too large`)
  const listed = readListing(await readFile(file, 'utf8'))
  return await inTurns(listed, atOnce, async (entry) => {
    const folder = join(base, entry.app)
    if (await isAppFolder(folder)) return filledFrom(await entryOfFolder(entry.app, folder), entry)
    if (await plainFile(join(folder, `${entry.app}.zip`))) return { ...entry, here: true }
    return entry.bad === null ? { ...entry, icon: null, bad: 'its files: they are missing' } : entry
  })
}

/** Where an app's own files say nothing of it, the listing may. */
function filledFrom(own: Entry, { summary, category, featured, words }: Entry): Entry {
  return { ...own, summary: own.summary || summary, category: own.category ?? category, featured: own.featured || featured, words: `${own.words}\n${words}` }
}

async function readScanned({ base, folders }: Layout): Promise<readonly Entry[]> {
  const names = new Set(folders)
  return await inTurns(folders, atOnce, async (name) => {
    const app = AppName.safeParse(name)
    if (app.success) return await entryOfFolder(app.data, join(base, name))
    const shown = freeName(name, names)
    names.add(shown)
    return badEntry(shown, name, `name: ${app.error.issues[0]?.message ?? 'it cannot be used'}`)
  })
}
