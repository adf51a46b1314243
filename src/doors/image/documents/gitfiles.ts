import { constants } from 'node:fs'
import { mkdir, open } from 'node:fs/promises'
import { join } from 'node:path'
import { git, linesOf } from '../../../git/git.ts'
import { unquotePath } from '../../../git/paths.ts'
import type { FetchedCommit } from './repository.ts'

/** Why a path is not a file of a commit; nothing where it is one. */
export async function faultOfPath(fetched: FetchedCommit, path: string): Promise<string | undefined> {
  const parts = path.split('/')
  if (path === '' || path.length > 300 || parts.some((part) => part === '' || part === '.' || part === '..')) return `${path} is no path of a file in it`
  let mode = ''
  for (const at of parts.keys()) {
    mode = (await entriesOf(fetched, [parts.slice(0, at + 1).join('/')]))[0]?.mode ?? ''
    if (mode === '160000') return `${path} lies in a submodule, and those are not fetched`
    if (mode === '120000') return `${path} is behind a link`
  }
  return mode.startsWith('100') ? undefined : `it has no file ${path}`
}

/** Files of a commit by their paths, each up to `most` bytes; what is larger, no file or not there is left out. */
export async function filesOf(fetched: FetchedCommit, paths: readonly string[], { into, most }: { readonly into: string; readonly most: number }): Promise<ReadonlyMap<string, Buffer>> {
  await mkdir(into, { recursive: true })
  const { repository, commit } = fetched
  const missing = await missingOf(fetched)
  const present = (await entriesOf(fetched, paths)).filter(({ mode, hash }) => mode.startsWith('100') && !missing.has(hash))
  const sizes = await sizesOf(fetched, present)
  const there = present.filter(({ hash }) => (sizes.get(hash) ?? Infinity) <= most).map(({ path }) => path)
  const env = [...literally, ['GIT_INDEX_FILE', join(repository.path, 'index')], ['GIT_WORK_TREE', into]] as const
  await git(repository.path, ['read-tree', `${commit}^{tree}`], { env, cwd: into })
  await git(repository.path, ['checkout-index', '--quiet', '--force', '-z', '--stdin'], { env, cwd: into, input: there.map((path) => `${path}\0`).join('') })
  const found = await Promise.all(there.map(async (path) => [path, await plainFile(join(into, path), most)] as const))
  return new Map(found.flatMap(([path, bytes]) => (bytes ? [[path, bytes] as const] : [])))
}

interface TreeEntry {
  readonly mode: string
  readonly hash: string
  readonly path: string
}

/** What a commit has at these paths, of which none is above another. */
async function entriesOf({ repository, commit }: FetchedCommit, paths: readonly string[]): Promise<readonly TreeEntry[]> {
  if (paths.length === 0) return []
  const lines = await linesOf(repository.path, ['ls-tree', '--full-tree', commit, '--', ...paths], { env: literally })
  return lines.map((line) => {
    const [mode = '', , hash = ''] = line.split('\t', 1)[0]?.split(' ') ?? []
    return { mode, hash, path: unquotePath(line.slice(line.indexOf('\t') + 1)) }
  })
}

/** Bytes as they would lie here: what came as little may be very much. */
async function sizesOf({ repository }: FetchedCommit, entries: readonly TreeEntry[]): Promise<ReadonlyMap<string, number>> {
  const input = entries.map(({ hash }) => `${hash}\n`).join('')
  const lines = await linesOf(repository.path, ['cat-file', '--batch-check=%(objectname) %(objectsize)'], { input })
  return new Map(lines.flatMap((line) => (/^[0-9a-f]+ \d+$/.test(line) ? [[line.split(' ')[0] ?? '', Number(line.split(' ')[1])] as const] : [])))
}

/** Objects that were left where they are. */
async function missingOf({ repository, commit }: FetchedCommit): Promise<ReadonlySet<string>> {
  const lines = await linesOf(repository.path, ['rev-list', '--objects', '--no-object-names', '--missing=print', commit], {}, 2_000_000)
  return new Set(lines.filter((line) => line.startsWith('?')).map((line) => line.slice(1)))
}

const literally: readonly (readonly [string, string])[] = [['GIT_LITERAL_PATHSPECS', '1']]

/** No link is followed. */
async function plainFile(path: string, most: number): Promise<Buffer | undefined> {
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK).catch(() => undefined)
  if (!file) return undefined
  try {
    const found = await file.stat()
    return found.isFile() && found.size <= most ? await file.readFile() : undefined
  } finally {
    await file.close()
  }
}
