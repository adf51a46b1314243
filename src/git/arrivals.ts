import { randomBytes } from 'node:crypto'
import { mkdir, readdir, rename, rm } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import type { Quarantine } from './quarantine.ts'
import type { Repository } from './repository.ts'

/** Git's own name of such folders, so that it clears them away too. */
const prefix = 'tmp_objdir-fetch-'
/** Those in use: what else lies there was left by an engine that ended. */
const inUse = new Set<string>()

/** What a fetch brings lies apart until it is known that it is wanted: what is not goes, and so does half of it. */
export interface Arrivals extends AsyncDisposable {
  readonly path: string
  /** In which git finds it, and writes it there. */
  readonly env: Quarantine
  /** It is wanted: it becomes the repository's. */
  take(): Promise<void>
}

export async function openArrivals(repository: Repository): Promise<Arrivals> {
  const objects = join(repository.path, 'objects')
  const path = join(objects, prefix + randomBytes(6).toString('hex'))
  inUse.add(path)
  await sweep(objects)
  await mkdir(path, { mode: 0o700 })
  return {
    path,
    env: new Map([
      ['GIT_OBJECT_DIRECTORY', path],
      ['GIT_ALTERNATE_OBJECT_DIRECTORIES', JSON.stringify(objects)],
    ]),
    take: async () => await take(path, objects),
    [Symbol.asyncDispose]: async () => {
      inUse.delete(path)
      await rm(path, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

/** A pack counts from when its index is there, so that goes last. */
async function take(from: string, into: string): Promise<void> {
  const entries = await readdir(from, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile() && !/^tmp_|\.keep$/.test(entry.name)).map((entry) => relative(from, join(entry.parentPath, entry.name)))
  for (const file of files.sort((a, b) => Number(a.endsWith('.idx')) - Number(b.endsWith('.idx')))) {
    await mkdir(dirname(join(into, file)), { recursive: true })
    await rename(join(from, file), join(into, file))
  }
}

async function sweep(objects: string): Promise<void> {
  const left = (await readdir(objects)).filter((entry) => entry.startsWith(prefix) && !inUse.has(join(objects, entry)))
  for (const entry of left) await rm(join(objects, entry), { recursive: true, force: true })
}
