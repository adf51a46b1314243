import { lstat, readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'

/** A text larger than this is no text a person wrote. */
const largest = 512 * 1024
const most = 200

/** The small text files below a folder, by their path in it; links are not followed. None where there is no folder. */
export async function readTexts(folder: string, wanted: (path: string) => boolean): Promise<Map<string, string>> {
  const found = new Map<string, string>()
  const entries = await readdir(folder, { withFileTypes: true, recursive: true }).catch(() => [])
  for (const entry of entries) {
    const path = join(entry.parentPath, entry.name).slice(folder.length + 1)
    if (!entry.isFile() || found.size >= most || !wanted(path)) continue
    const { size } = await lstat(join(folder, path))
    if (size <= largest) found.set(path, await readFile(join(folder, path), 'utf8'))
  }
  return found
}
