import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { lstat, readFile, readdir } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { ZipFile } from 'yazl'
import { appLimits } from './files.ts'
import { Unreadable } from './unreadable.ts'

/** The first date a zip can tell, in the machine's own time, which is what a zip tells: the same files give the same bytes everywhere. */
const noDate = new Date(1980, 0, 1)
/** Not part of an app, wherever it lies. */
const left: ReadonlySet<string> = new Set(['.git', '.DS_Store', '__MACOSX', 'node_modules'])

/** Packs an app's folder; answers the SHA-256 of the zip in hexadecimal. Throws `Unreadable` on links, and on more than an app may have. */
export async function packApp(folder: string, into: string): Promise<string> {
  const zip = new ZipFile()
  const seen = { bytes: 0, files: 0 }
  for (const path of await filesIn(folder, folder)) {
    const { size, mode } = await lstat(join(folder, path))
    seen.bytes += size
    seen.files += 1
    if (seen.bytes > appLimits.bytes || seen.files > appLimits.files) throw new Unreadable('they are too many or too large')
    zip.addBuffer(await readFile(join(folder, path)), path, { mtime: noDate, forceDosTimestamp: true, mode: mode & 0o111 ? 0o100755 : 0o100644 })
  }
  zip.end()
  const hash = createHash('sha256')
  const through = async function* (): AsyncIterable<Buffer> {
    for await (const part of zip.outputStream as AsyncIterable<Buffer>) {
      hash.update(part)
      yield part
    }
  }
  await pipeline(through, createWriteStream(into))
  return hash.digest('hex')
}

/** In the same order on every machine. */
async function filesIn(root: string, folder: string): Promise<readonly string[]> {
  const entries = (await readdir(folder, { withFileTypes: true })).filter(({ name }) => !left.has(name))
  const found: string[] = []
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) found.push(...(await filesIn(root, path)))
    else if (entry.isFile()) found.push(relative(root, path))
    else throw new Unreadable(`${relative(root, path)} is a link or a device: only files and folders may be in an app`)
  }
  return found
}
