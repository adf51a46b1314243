import { readdir, realpath } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { checkApp } from '../bundle/formats/check.ts'
import type { Fault } from '../bundle/formats/fault.ts'
import { appFiles } from '../bundle/formats/read.ts'
import { isAppText } from '../bundle/sidecars.ts'
import { readTexts } from '../kit/texts.ts'
import { Problem } from '../model/problem.ts'

export interface Checked {
  readonly app: string
  readonly faults: readonly Fault[]
}

/** Checks the app in a folder, or each app in the folders below it. Throws `invalid` when there is none. */
export async function* checkFolder(folder: string): AsyncIterable<Checked> {
  const here = await realpath(folder).catch((error: unknown) => {
    throw new Problem('invalid', { where: folder, reason: 'there is no such folder' }, error)
  })
  if (await isApp(here)) {
    yield await checkOne(here)
    return
  }
  const entries = await readdir(here, { withFileTypes: true })
  const apps: string[] = []
  for (const entry of entries) if (entry.isDirectory() && (await isApp(join(here, entry.name)))) apps.push(entry.name)
  if (apps.length === 0) throw new Problem('invalid', { where: folder, reason: `neither it nor a folder in it has one of ${appFiles.join(', ')}` })
  for (const app of apps.sort()) yield await checkOne(join(here, app))
}

async function checkOne(folder: string): Promise<Checked> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true })
  const names = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
  const app = basename(folder)
  return { app, faults: checkApp(app, await readTexts(folder, isAppText), names) }
}

async function isApp(folder: string): Promise<boolean> {
  return (await readdir(folder)).some((name) => appFiles.includes(name))
}
