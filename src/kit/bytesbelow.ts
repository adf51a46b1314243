import { lstat, opendir } from 'node:fs/promises'
import { join } from 'node:path'

/** Bytes on the disk below a folder; what goes while it is looked at counts as nothing. Stops counting beyond `enough`. */
export async function bytesBelow(folder: string, enough: number): Promise<number> {
  const entries = await opendir(folder).catch(() => undefined)
  if (!entries) return 0
  let sum = 0
  for await (const entry of entries) {
    const path = join(folder, entry.name)
    sum += entry.isDirectory() ? await bytesBelow(path, enough - sum) : await bytesOf(path)
    if (sum > enough) break
  }
  return sum
}

async function bytesOf(path: string): Promise<number> {
  const found = await lstat(path).catch(() => undefined)
  return found ? found.blocks * 512 : 0
}
