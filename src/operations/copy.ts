import { randomUUID } from 'node:crypto'
import { mkdir, rm, statfs, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { folderSize } from '../instances/size.ts'
import { run, tryRun } from '../kit/run.ts'
import { Problem } from '../model/problem.ts'

export interface CopyOptions {
  readonly signal: AbortSignal
  /** 0 to 1, null where that cannot be known. */
  readonly progress: (fraction: number | null) => void
}

/**
 * A copy of a folder as it is: owners, times, links, holes and extended attributes. Where the file system can
 * (btrfs, XFS) the blocks are shared and it takes no time and no room; else rsync copies them. Never by hard links: a
 * database that writes in place would write into its own copy. Doing it again starts over.
 */
export async function copyFolder(from: string, to: string, { signal, progress }: CopyOptions): Promise<void> {
  await rm(to, { recursive: true, force: true })
  if (await sharesBlocks(from)) {
    await run(['cp', '--archive', '--reflink=always', '--no-target-directory', '--', from, to], { signal })
    return
  }
  const onLine = (line: string): void => {
    const percent = /\s(\d{1,3})%\s/.exec(line)?.[1]
    if (percent !== undefined) progress(Number(percent) / 100)
  }
  await mkdir(to, { recursive: true })
  await run(['rsync', '-aHAXS', '--numeric-ids', '--no-inc-recursive', '--info=progress2', '--outbuf=L', '--', `${from}/`, `${to}/`], { signal, onLine })
}

export interface Room {
  /** Bytes a copy takes at most. */
  readonly needed: number
  readonly free: number
}

/** What a copy of the folder needs, and what is free where it lies. */
export async function roomFor(folder: string): Promise<Room> {
  const { bavail, bsize } = await statfs(folder)
  const needed = (await sharesBlocks(folder)) ? 0 : (await folderSize(folder)).bytes
  return { needed, free: bavail * bsize }
}

/** Megabytes that must be left beside the copy, so that making it does not stop the machine's apps. */
const spare = 100e6

/** Throws `no-room` before anything is copied. */
export async function demandRoom(folder: string): Promise<void> {
  const { needed, free } = await roomFor(folder)
  if (needed > 0 && needed + spare > free) throw new Problem('no-room', { needed: Math.ceil((needed + spare) / 1e6), free: Math.floor(free / 1e6) })
}

/** Asked of the file system itself, with one small file. */
async function sharesBlocks(folder: string): Promise<boolean> {
  const one = join(folder, '..', `.shares-${randomUUID().slice(0, 8)}`)
  const two = `${one}-too`
  try {
    await writeFile(one, 'a block to share')
    return (await tryRun(['cp', '--reflink=always', '--', one, two])).code === 0
  } finally {
    await rm(one, { force: true })
    await rm(two, { force: true })
  }
}
