import { lstat, readdir } from 'node:fs/promises'
import { join } from 'node:path'

export interface FolderSize {
  /** Bytes that the files take on the disk. */
  readonly bytes: number
  readonly files: number
}

/** Counts a folder without following links; what vanishes while it is counted counts nothing. */
export async function folderSize(folder: string): Promise<FolderSize> {
  let bytes = 0
  let files = 0
  const waiting = [folder]
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    const here = at
    for (const entry of await readdir(here, { withFileTypes: true }).catch(() => [])) {
      const path = join(here, entry.name)
      if (entry.isDirectory()) waiting.push(path)
      else {
        files += 1
        bytes += await lstat(path).then((s) => s.blocks * 512, () => 0)
      }
    }
  }
  return { bytes, files }
}
