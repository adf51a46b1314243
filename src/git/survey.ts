import { Problem } from '../model/problem.ts'
import { git, linesOf } from './git.ts'
import { objectName } from './names.ts'
import { unquotePath } from './paths.ts'
import type { Quarantine } from './quarantine.ts'
import type { Repository } from './repository.ts'

/** What the tree of a commit holds, before anything of it is written. */
export interface Survey {
  readonly files: number
  /** Of all files together, as they will lie on the disk. */
  readonly bytes: number
  /** Paths of submodules: another repository's commits, of which nothing is here. */
  readonly submodules: readonly string[]
  /** Paths of files that Git LFS keeps elsewhere: what is here only names them. */
  readonly lfs: readonly string[]
}

interface Entry {
  readonly mode: string
  readonly hash: string
  readonly bytes: number
  readonly path: string
}

/** A pointer has at least a version, an id and a size, and is under 1024 bytes by LFS's own specification. */
const [leastPointer, mostPointer] = [100, 1023]
const pointer = 'version https://git-lfs.github.com/spec/'
const mostLooked = 5000
const mostFiles = 200_000

/** Throws `invalid` for more files than anybody writes: a tree may hold itself ten times over, ten deep, in a kilobyte. */
export async function survey(repository: Repository, commit: string, quarantine: Quarantine | null = null, signal?: AbortSignal): Promise<Survey> {
  const entries = (await entriesOf(repository, ['ls-tree', '-r', '-l', '--full-tree', objectName(commit)], quarantine, signal)).map(readEntry)
  const files = entries.filter(({ mode }) => mode !== '160000')
  return {
    files: files.length,
    bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
    submodules: entries.filter(({ mode }) => mode === '160000').map(({ path }) => path),
    lfs: await pointers(repository, files, quarantine),
  }
}

/** Git is ended where there are too many: it would write them for days. */
async function entriesOf({ path }: Repository, args: readonly string[], env: Quarantine | null, signal?: AbortSignal): Promise<readonly string[]> {
  const tooMany = new AbortController()
  const lines: string[] = []
  const onLine = (line: string, stream: 'out' | 'err'): void => {
    if (stream === 'out' && lines.push(line) > mostFiles) tooMany.abort()
  }
  try {
    await git(path, args, { env, onLine, signal: AbortSignal.any([tooMany.signal, ...(signal ? [signal] : [])]) })
  } catch (error) {
    if (tooMany.signal.aborted) throw new Problem('invalid', { where: 'the tree', reason: `it has more than ${mostFiles} files` }, error)
    throw error
  }
  return lines
}

/** `100644 blob 8ab686ea…     14<tab>path` */
function readEntry(line: string): Entry {
  const [mode = '', , hash = '', bytes = ''] = line.split('\t', 1)[0]?.split(/ +/) ?? []
  return { mode, hash, bytes: Number.parseInt(bytes, 10) || 0, path: unquotePath(line.slice(line.indexOf('\t') + 1)) }
}

async function pointers(repository: Repository, files: readonly Entry[], quarantine: Quarantine | null): Promise<readonly string[]> {
  const small = files.filter(({ mode, bytes }) => mode.startsWith('100') && bytes >= leastPointer && bytes <= mostPointer).slice(0, mostLooked)
  if (small.length === 0) return []
  const hashes = new Set(small.map(({ hash }) => hash))
  const lines = await linesOf(repository.path, ['cat-file', '--batch'], { env: quarantine, input: [...hashes].map((hash) => `${hash}\n`).join('') }, Infinity)
  const found = new Set(lines.filter((_, at) => lines[at + 1]?.startsWith(pointer)).map((line) => line.split(' ', 1)[0] ?? ''))
  return small.filter(({ hash }) => found.has(hash)).map(({ path }) => path)
}
