import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir, symlink } from 'node:fs/promises'
import { dirname, join, normalize } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import type { Extract } from 'tar-stream'
import { Problem } from '../../model/problem.ts'

/** Entries of an archive that somebody means: more is a mistake, or worse. */
const mostEntries = 200_000

type Entry = Extract extends AsyncIterable<infer One> ? One : never

/**
 * A source that was sent as a tar archive, into an empty folder. Nothing lands outside of it: names that lead out are
 * refused, links are kept as they are and never written through, devices and the like have no place in a source.
 * Throws `bad-upload`.
 */
export async function unpackSource(file: string, gzip: boolean, into: string): Promise<void> {
  const { extract } = await import('tar-stream')
  const entries = extract()
  const links = new Map<string, string>()
  try {
    const reading = gzip ? pipeline(createReadStream(file), createGunzip(), entries) : pipeline(createReadStream(file), entries)
    await Promise.all([reading, readEntries(entries, into, links)])
    await makeLinks(links)
  } catch (error) {
    throw error instanceof Problem ? error : new Problem('bad-upload', { reason: error instanceof Error ? error.message : String(error) }, error)
  }
}

/** Last, so that no file of the archive is written through one; and none of them through another. */
async function makeLinks(links: ReadonlyMap<string, string>): Promise<void> {
  for (const [path, target] of links) {
    if (isBelow(path, links)) refuse('a link of it lies below another link')
    await mkdir(dirname(path), { recursive: true })
    await symlink(target, path)
  }
}

function isBelow(path: string, links: ReadonlyMap<string, string>): boolean {
  const up = dirname(path)
  return up !== path && (links.has(up) || isBelow(up, links))
}

async function readEntries(entries: Extract, into: string, links: Map<string, string>): Promise<void> {
  let count = 0
  for await (const entry of entries) {
    if (++count > mostEntries) refuse(`it has more than ${mostEntries} entries`)
    await take(entry, into, links)
  }
}

async function take(entry: Entry, into: string, links: Map<string, string>): Promise<void> {
  const { name, type, mode, linkname } = entry.header
  const path = join(into, insideOf(name))
  if (type === 'file' || type === 'contiguous-file') {
    await mkdir(dirname(path), { recursive: true })
    return await pipeline(entry, createWriteStream(path, { mode: (mode & 0o100) === 0 ? 0o644 : 0o755 }))
  }
  if (type === 'symlink') links.set(path, linkname)
  else if (type === 'directory') await mkdir(path, { recursive: true })
  else refuse(`${name} is a ${type}, which a source has none of`)
  entry.resume()
}

function refuse(reason: string): never {
  throw new Problem('bad-upload', { reason })
}

/** Relative, without `..`, and nothing of git's own. */
function insideOf(name: string): string {
  const path = normalize(name)
  const parts = path.split('/')
  if (path.startsWith('/') || parts.includes('..') || path.includes('\0')) refuse(`${name} would lie outside of it`)
  if (parts.some((part) => part.toLowerCase() === '.git')) refuse(`${name} is git's own: send the source without it`)
  return path
}
