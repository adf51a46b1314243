import { createReadStream } from 'node:fs'
import { lstat, opendir, readFile, readlink } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { tarOf } from '../../docker/tar.ts'
import type { AddEntry } from '../../docker/tar.ts'
import type { BuilderImage } from './builderimage.ts'
import { builtImage, inLayout, places } from './places.ts'

export interface SourceAsk {
  readonly app: string
  readonly builder: BuilderImage
  /** For the build alone, each a file of the platform folder: neither in the lifecycle's own environment nor in the image. */
  readonly env: ReadonlyMap<string, string>
  readonly order: string | null
  /** Put into the layout next; its folder must be there. */
  readonly runImage: string
}

/** What the container has before it starts: the app and the folders to write to, as the builder's user; the rest as root. */
export async function sourceTar({ app, builder, env, order, runImage }: SourceAsk): Promise<Readable> {
  const mine = { uid: builder.uid, gid: builder.gid }
  return await tarOf(async (add) => {
    for (const folder of [places.app, places.layers, places.cache, inLayout(builtImage)]) await add({ path: relative(folder), kind: 'folder', ...mine })
    for (const folder of [`${places.platform}/env`, inLayout(runImage)]) await add({ path: relative(folder), kind: 'folder' })
    for (const [name, value] of env) await add({ path: relative(`${places.platform}/env/${name}`) }, value)
    if (order !== null) await add({ path: relative(places.order), ...mine }, order)
    await addFolder(add, app, relative(places.app), mine, true)
  })
}

function relative(path: string): string {
  return path.slice(1)
}

/** A file up to this is read at once, which is quicker for many of them; bytes. */
const small = 256 * 1024

/** Links go as they are and are never followed; `.git` and what is no file, folder or link stays behind. */
async function addFolder(add: AddEntry, from: string, to: string, mine: { uid: number; gid: number }, top = false): Promise<void> {
  for await (const { name } of await opendir(from)) {
    if (top && name === '.git') continue
    await addOne(add, join(from, name), `${to}/${name}`, mine)
  }
}

async function addOne(add: AddEntry, from: string, path: string, mine: { uid: number; gid: number }): Promise<void> {
  const found = await lstat(from)
  const head = { path, mode: found.mode & 0o777, ...mine }
  if (found.isSymbolicLink()) await add({ ...head, kind: 'link', target: await readlink(from) })
  if (found.isFile()) await add({ ...head, size: found.size }, found.size <= small ? await readFile(from) : createReadStream(from))
  if (!found.isDirectory()) return
  await add({ ...head, kind: 'folder' })
  await addFolder(add, from, path, mine)
}
