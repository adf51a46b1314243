import type { Stats } from 'node:fs'
import { lstat, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { appFiles } from '../../../bundle/formats/read.ts'
import { listingName } from '../listing.ts'

/** Where in a folder the apps of a catalogue stand. */
export interface Layout {
  readonly base: string
  /** It says itself which apps there are. */
  readonly listed: boolean
  /** The folders of apps, where it does not. */
  readonly folders: readonly string[]
}

/** FreeShard's built catalogue and its repository call them so; else every folder that is an app counts. */
const usual = ['all_apps', 'apps', '.']

/** Finds the apps in a folder, or in the only folder in it; nothing when there are none. Links lead nowhere. */
export async function layoutOf(root: string, deeper = true): Promise<Layout | undefined> {
  for (const place of usual) {
    const found = await layoutAt(join(root, place))
    if (found) return found
  }
  const entries = await readdir(root, { withFileTypes: true })
  const [only] = entries
  return deeper && entries.length === 1 && only?.isDirectory() ? await layoutOf(join(root, only.name), false) : undefined
}

async function layoutAt(base: string): Promise<Layout | undefined> {
  if (!(await lstat(base).catch(() => undefined))?.isDirectory()) return undefined
  if (await plainFile(join(base, listingName))) return { base, listed: true, folders: [] }
  const names = await foldersIn(base)
  const marks = await Promise.all(names.map(async (name) => await appMark(join(base, name))))
  const folders = names.filter((_, at) => marks[at] !== '')
  return folders.length > 0 ? { base, listed: false, folders } : undefined
}

/** Changes when what is offered may have, by the dates of the listing and of what the apps say of themselves. */
export async function markOf(base: string): Promise<string> {
  const names = await foldersIn(base)
  const marks = await Promise.all(names.map(async (name) => `${name} ${await appMark(join(base, name))}`))
  return [base, dateOf(await plainFile(join(base, listingName))), ...marks].join('\n')
}

async function foldersIn(base: string): Promise<readonly string[]> {
  const entries = await readdir(base, { withFileTypes: true })
  return entries
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort()
}

/** What is there, if it is a file and no link to one. */
export async function plainFile(path: string): Promise<Stats | undefined> {
  const found = await lstat(path).catch(() => undefined)
  return found?.isFile() ? found : undefined
}

/** The dates of the files that say what an app is; empty when there are none. */
async function appMark(folder: string): Promise<string> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
  const names = entries.filter((entry) => entry.isFile() && appFiles.includes(entry.name)).map(({ name }) => name)
  const dates = await Promise.all(names.map(async (name) => `${name} ${dateOf(await plainFile(join(folder, name)))}`))
  return dates.sort().join()
}

function dateOf(found: Stats | undefined): string {
  return found ? `${found.mtimeMs}/${found.size}` : ''
}
