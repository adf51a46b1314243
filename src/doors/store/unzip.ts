import { createWriteStream } from 'node:fs'
import { mkdir, readdir, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { openPromise } from 'yauzl'
import type { Entry, ZipFile } from 'yauzl'
import { Unreadable } from './unreadable.ts'

export interface Limits {
  /** Bytes of all files unpacked. */
  readonly bytes: number
  readonly files: number
}

/** Real files shrink to a tenth; only what was made to fill a disk shrinks this far. */
const ratio = 200
/** Below this many bytes unpacked, how far it shrank does not matter. */
const harmless = 16 * 1024 * 1024
/** Left there by the systems people pack on. */
const litter = /(^|\/)(__MACOSX|\.DS_Store|Thumbs\.db)(\/|$)/

/**
 * Unpacks a zip into a folder, which it makes. Nothing gets outside of it and nothing but files and folders into it:
 * throws `Unreadable` on names that lead elsewhere, links, and what is too large, too many or packed to explode.
 */
export async function unzip(file: string, into: string, limits: Limits, signal: AbortSignal): Promise<void> {
  const { size } = await stat(file)
  const allowed = { files: limits.files, bytes: Math.min(limits.bytes, Math.max(harmless, size * ratio)) }
  await mkdir(into, { recursive: true })
  const zip = await openPromise(file, { strictFileNames: true, lazyEntries: true }).catch(noZip)
  try {
    for await (const entry of zip.eachEntry()) await unpack(zip, entry, into, allowed, signal)
  } catch (error) {
    throw error instanceof Unreadable || signal.aborted || (error instanceof Error && 'code' in error) ? error : noZip(error)
  } finally {
    zip.close()
  }
}

/** The folder in which an unpacked thing really begins: many zips hold one folder with everything in it. */
export async function belowSingle(folder: string, isIt: (folder: string) => Promise<boolean>): Promise<string> {
  if (await isIt(folder)) return folder
  const entries = await readdir(folder, { withFileTypes: true })
  const [only] = entries
  return entries.length === 1 && only?.isDirectory() ? join(folder, only.name) : folder
}

async function unpack(zip: ZipFile, entry: Entry, into: string, left: { files: number; bytes: number }, signal: AbortSignal): Promise<void> {
  const name = entry.fileName
  if (litter.test(name)) return
  refuseOdd(entry)
  const target = join(into, name)
  if (name.endsWith('/')) {
    await mkdir(target, { recursive: true })
    return
  }
  left.files -= 1
  if (left.files < 0) throw new Unreadable('it holds too many files')
  await mkdir(dirname(target), { recursive: true })
  const mode = (entry.externalFileAttributes >>> 16) & 0o111 ? 0o755 : 0o644
  await pipeline(await zip.openReadStreamPromise(entry), counted(left), createWriteStream(target, { flags: 'wx', mode }), { signal })
}

/** The upper half of these attributes are the file's mode, where a Unix packed it (APPNOTE 4.4.15 and Info-ZIP). */
function refuseOdd(entry: Entry): void {
  const kind = (entry.externalFileAttributes >>> 16) & 0o170000
  if (kind !== 0 && kind !== 0o100000 && kind !== 0o040000) throw new Unreadable(`${entry.fileName} is a link or a device: only files and folders may be in it`)
  if (entry.isEncrypted()) throw new Unreadable(`${entry.fileName} is encrypted`)
  if (entry.fileName.split('/').some((part) => part === '..' || part === '.') || entry.fileName.startsWith('/')) throw new Unreadable(`${entry.fileName} leads outside of it`)
}

/** Counts what really comes out: what a zip says of its sizes is only what it says. */
function counted(left: { bytes: number }): Transform {
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      left.bytes -= chunk.length
      if (left.bytes < 0) done(new Unreadable('unpacked it is too large'))
      else done(null, chunk)
    },
  })
}

/** yauzl's own words name the entry; they are kept. */
function noZip(error: unknown): never {
  const reason = error instanceof Error ? error.message : String(error)
  throw new Unreadable(`it is no zip that can be unpacked (${reason})`, error)
}
