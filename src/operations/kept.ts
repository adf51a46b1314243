import { cp, mkdir, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { erase, exists, makeOurs, moveFolder, writeDurably } from '../instances/folder.ts'
import { folderSize } from '../instances/size.ts'
import { Spec } from '../model/instance.ts'
import type { EngineId } from '../model/names.ts'
import { copyFolder } from './copy.ts'
import type { CopyOptions } from './copy.ts'

/** Of an instance's folder, beside its data: all that makes it what it is. */
const app = 'app'
const parts = [app, '.env', 'berth.yaml', 'compose.yaml']
/** The row as it was. Written last: where it is, everything is. */
const whole = 'spec.json'

export interface KeepOptions extends CopyOptions {
  /** With a copy of the data: its containers must not run. */
  readonly data: boolean
}

/** Keeps an instance as it is in a folder of its own. Answers the bytes it takes. */
export async function keep(spec: Spec, folder: string, kept: string, engine: EngineId, options: KeepOptions): Promise<number> {
  await erase(kept)
  await makeOurs(kept, engine)
  await mkdir(join(folder, 'data'), { recursive: true })
  if (options.data) await copyFolder(join(folder, 'data'), join(kept, 'data'), options)
  for (const part of parts) await keepPart(part, folder, kept)
  await writeDurably(join(kept, whole), JSON.stringify(spec), 0o600)
  return (await folderSize(kept)).bytes
}

/** Keeps what another version writes anew. The app's own files are moved here when that one is placed: containers use them. */
export async function keepBeside(spec: Spec, folder: string, kept: string, engine: EngineId): Promise<void> {
  await makeOurs(kept, engine)
  for (const part of parts.filter((name) => name !== app)) await keepPart(part, folder, kept)
  await writeDurably(join(kept, whole), JSON.stringify(spec), 0o600)
}

async function keepPart(part: string, folder: string, kept: string): Promise<void> {
  await cp(join(folder, part), join(kept, part), { recursive: true, preserveTimestamps: true, verbatimSymlinks: true })
}

/** Where the app's files of the version that serves are, while another one is tried beside it. */
export function appAside(kept: string): string {
  return join(kept, app)
}

/** The row as it was kept; nothing when the keeping was not finished. */
export async function keptSpec(kept: string): Promise<Spec | undefined> {
  const text = await readFile(join(kept, whole), 'utf8').catch(() => undefined)
  return text === undefined ? undefined : Spec.parse(JSON.parse(text))
}

/**
 * Puts the kept files back in the place of those that are there; what was there as data goes to `aside`. Each move is
 * one rename, so that doing it again after a power cut goes on where it was.
 */
export async function restore(kept: string, folder: string, aside: string): Promise<void> {
  const [data, before] = [join(folder, 'data'), join(kept, 'data')]
  if ((await exists(before)) && (await exists(data)) && !(await exists(aside))) await moveFolder(data, aside)
  if (await exists(before)) await moveFolder(before, data)
  for (const part of parts) await replace(join(kept, part), join(folder, part))
}

/** The same beside containers that run on these files: they are moved back as they are, never copied. */
export async function restoreBeside(kept: string, folder: string): Promise<void> {
  const [aside, placed, refused] = [appAside(kept), join(folder, app), join(kept, 'refused')]
  if ((await exists(aside)) && (await exists(placed))) await moveFolder(placed, refused)
  if (await exists(aside)) await moveFolder(aside, placed)
  for (const part of parts.filter((name) => name !== app)) await replace(join(kept, part), join(folder, part))
}

async function replace(from: string, to: string): Promise<void> {
  if (!(await exists(from))) return
  const beside = `${to}.back`
  await rm(beside, { recursive: true, force: true })
  await cp(from, beside, { recursive: true, force: true, preserveTimestamps: true, verbatimSymlinks: true })
  await rm(to, { recursive: true, force: true })
  await rename(beside, to)
}
