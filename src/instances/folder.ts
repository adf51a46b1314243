import { randomUUID } from 'node:crypto'
import { mkdir, open, readFile, readdir, rename, rm, rmdir, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { EngineId } from '../model/names.ts'
import { Problem } from '../model/problem.ts'

/** The file that marks a folder as Berth's: without it nothing below is ever deleted. */
const mark = '.berth'
/** How a folder is called while it is being deleted; no instance or shelf id has a dot. */
const erasing = '.erasing'

/** Makes the folder if it is not there, and marks it. */
export async function makeOurs(folder: string, engine: EngineId): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o755 })
  await writeDurably(join(folder, mark), JSON.stringify({ engine, made: 'by Berth; it may delete this folder' }) + '\n', 0o644)
}

/** Writes beside, syncs, renames: after a power cut there is the old text or the new one, never half of it. */
export async function writeDurably(file: string, text: string, mode: number): Promise<void> {
  const beside = `${file}.${randomUUID().slice(0, 8)}.part`
  const handle = await open(beside, 'wx', mode)
  try {
    await handle.writeFile(text)
    await handle.sync()
  } finally {
    await handle.close()
  }
  await rename(beside, file)
  await syncFolder(dirname(file))
}

/** A rename or a new name in this folder is on the disk when this returns. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  await handle.sync().finally(() => handle.close())
}

/** Moves a folder; done already is done. Both parents are synced. */
export async function moveFolder(from: string, to: string): Promise<void> {
  if (!(await exists(from)) && (await exists(to))) return
  await mkdir(dirname(to), { recursive: true })
  await rename(from, to)
  await syncFolder(dirname(to))
  await syncFolder(dirname(from))
}

/**
 * Deletes a folder of ours for ever. Links are removed, never followed; a folder without our mark, or with
 * something mounted below it, is left alone with a `Problem`. Gone already is fine.
 */
export async function erase(folder: string): Promise<void> {
  if (!(await exists(folder))) return
  if (!(await exists(join(folder, mark)))) return await dropEmpty(folder)
  if (await hasMountBelow(folder)) throw new Problem('mount-below', { path: folder })
  // Renamed first: a deletion cut short is still known as ours, and its name is free at once.
  const doomed = `${folder}.${randomUUID().slice(0, 8)}${erasing}`
  await rename(folder, doomed)
  await rm(doomed, { recursive: true, force: true })
}

/**
 * Deletes a folder in one of ours, which itself need not be marked: what jobs gather is nobody else's. Links are removed,
 * never followed; with something mounted below it is left alone with a `Problem`. Gone already is fine.
 */
export async function eraseIn(ours: string, name: string): Promise<void> {
  if (!(await exists(join(ours, mark)))) throw new Problem('not-ours', { path: ours })
  const folder = join(ours, name)
  if (!(await exists(folder))) return
  if (await hasMountBelow(folder)) throw new Problem('mount-below', { path: folder })
  const doomed = `${folder}.${randomUUID().slice(0, 8)}${erasing}`
  await rename(folder, doomed)
  await rm(doomed, { recursive: true, force: true })
}

/** Of a folder without our mark only its name goes: it was cut off before it was marked. Anything in it is somebody's. */
async function dropEmpty(folder: string): Promise<void> {
  await rmdir(folder).catch(() => {
    throw new Problem('not-ours', { path: folder })
  })
}

/** Goes on with what a power cut left half deleted below `parent`. */
export async function finishErasing(parent: string): Promise<void> {
  const names = await readdir(parent).catch(() => [])
  for (const name of names.filter((n) => n.endsWith(erasing))) await rm(join(parent, name), { recursive: true, force: true })
}

export async function exists(path: string): Promise<boolean> {
  return await stat(path).then(
    () => true,
    () => false,
  )
}

async function hasMountBelow(folder: string): Promise<boolean> {
  const table = await readFile('/proc/self/mountinfo', 'utf8')
  return table.split('\n').some((line) => unescape(line.split(' ')[4] ?? '').startsWith(folder + '/'))
}

/** mountinfo writes space, tab, newline and backslash as octal escapes (proc(5)). */
function unescape(field: string): string {
  return field.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(parseInt(octal, 8)))
}
