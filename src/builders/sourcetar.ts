import { createReadStream } from 'node:fs'
import { lstat, opendir, readFile, readlink } from 'node:fs/promises'
import { join } from 'node:path'
import type { AddEntry } from '../docker/tar.ts'

interface Owner {
  readonly uid: number
  readonly gid: number
}

/** A file up to this is read at once, which is quicker for many of them; bytes. */
const small = 256 * 1024

/** Somebody's source: links go as they are and are never followed; `.git` and what is no file, folder or link stays behind. */
export async function addSource(add: AddEntry, from: string, to: string, mine: Owner): Promise<void> {
  await addFolder(add, from, to, mine, true)
}

async function addFolder(add: AddEntry, from: string, to: string, mine: Owner, top = false): Promise<void> {
  for await (const { name } of await opendir(from)) {
    if (top && name === '.git') continue
    await addOne(add, join(from, name), `${to}/${name}`, mine)
  }
}

async function addOne(add: AddEntry, from: string, path: string, mine: Owner): Promise<void> {
  const found = await lstat(from)
  const head = { path, mode: found.mode & 0o777, ...mine }
  if (found.isSymbolicLink()) await add({ ...head, kind: 'link', target: await readlink(from) })
  if (found.isFile()) await add({ ...head, size: found.size }, found.size <= small ? await readFile(from) : createReadStream(from))
  if (!found.isDirectory()) return
  await add({ ...head, kind: 'folder' })
  await addFolder(add, from, path, mine)
}
