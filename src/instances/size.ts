import { lstat, readdir } from 'node:fs/promises'
import { join } from 'node:path'

export interface FolderSize {
  /** Bytes that the files take on the disk. */
  readonly bytes: number
  readonly files: number
}

/** Counts a folder without following links; what vanishes while it is counted counts nothing. */
export async function folderSize(folder: string): Promise<FolderSize> {
  const total = { bytes: 0, files: 0 }
  const waiting = [folder]
  for (let here = waiting.pop(); here !== undefined; here = waiting.pop()) waiting.push(...(await count(here, total)))
  return total
}

/** Adds the files of one folder to the total; answers the folders in it. */
async function count(folder: string, total: { bytes: number; files: number }): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
  const files = entries.filter((entry) => !entry.isDirectory())
  total.files += files.length
  for (const file of files) total.bytes += await bytesOf(join(folder, file.name))
  return entries.filter((entry) => entry.isDirectory()).map((entry) => join(folder, entry.name))
}

async function bytesOf(path: string): Promise<number> {
  return await lstat(path).then(
    (found) => found.blocks * 512,
    () => 0,
  )
}
