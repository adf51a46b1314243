import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { run, RunError } from '../../../kit/run.ts'
import type { StoreSource } from '../../../model/store.ts'
import type { StoreCache } from '../cache.ts'
import type { Entry } from '../entry.ts'
import { reasonOf, Unreadable } from '../unreadable.ts'
import { KeptTree } from './kepttree.ts'
import { remoteEvery } from './source.ts'
import type { Source } from './source.ts'

/** Milliseconds a clone may take, and a list of branches. */
const cloneWithin = 20 * 60_000
const listWithin = 60_000
/** What git may not grow to while it is fetched, GiB, by its own progress lines. */
const largest = 1
/** Nobody is asked anything, nobody's settings are read, and no way is taken that a repository could name. */
const env = {
  GIT_TERMINAL_PROMPT: '0',
  GIT_ASKPASS: 'false',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_ALLOW_PROTOCOL: 'http:https:file:ssh',
  GIT_SSH_COMMAND: 'ssh -o BatchMode=yes',
  GIT_LFS_SKIP_SMUDGE: '1',
}
const careful = ['-c', 'core.hooksPath=/dev/null', '-c', 'core.fsmonitor=false', '-c', 'submodule.recurse=false', '-c', 'http.lowSpeedLimit=100', '-c', 'http.lowSpeedTime=60']

/** A git repository with a catalogue's folder in it. */
export function gitSource(source: Extract<StoreSource, { kind: 'git' }>, cache: StoreCache): Source {
  const kept = new KeptTree(source, cache)
  return { every: remoteEvery, ...kept.ways(), refresh: async (signal) => await refresh(source, kept, signal) }
}

async function refresh({ url, branch }: { url: string; branch: string | null }, kept: KeptTree, signal: AbortSignal): Promise<readonly Entry[] | undefined> {
  const from = url.startsWith('/') ? pathToFileURL(url).href : url
  const { main, heads } = await branchesOf(from, signal)
  const wanted = branch ?? main
  const commit = wanted === undefined ? undefined : heads.get(wanted)
  if (wanted === undefined || commit === undefined) throw new Unreadable(heads.size === 0 ? 'nothing was committed to it yet' : `it has no branch ${wanted ?? 'of its own choice'}`)
  const last = await kept.last()
  const branches = [...heads.keys()]
  if (last?.mark === commit && last.branches.join() === branches.join()) return undefined
  return await kept.replace({ mark: commit, modified: null, branches }, async (into) => await clone(from, wanted, into, signal))
}

interface Branches {
  readonly main: string | undefined
  /** Commits by branch. */
  readonly heads: ReadonlyMap<string, string>
}

async function branchesOf(url: string, signal: AbortSignal): Promise<Branches> {
  const heads = new Map<string, string>()
  let main: string | undefined
  const onLine = (line: string, stream: 'out' | 'err'): void => {
    const [first = '', name = ''] = line.split('\t')
    if (stream === 'err') return
    if (first.startsWith('ref: refs/heads/')) main = first.slice('ref: refs/heads/'.length)
    else if (name.startsWith('refs/heads/')) heads.set(name.slice('refs/heads/'.length), first)
  }
  await git(['ls-remote', '--symref', '--', url, 'HEAD', 'refs/heads/*'], listWithin, signal, onLine)
  return { main, heads }
}

/** Only the newest commit, where the other side can give so little, and of it only the files. */
async function clone(url: string, branch: string, into: string, signal: AbortSignal): Promise<void> {
  const tooLarge = new AbortController()
  const onLine = (line: string): void => {
    if (Number(/, ([\d.]+) GiB/.exec(line)?.[1] ?? 0) >= largest) tooLarge.abort(new Unreadable(`it is larger than ${largest} GiB`))
  }
  const options = ['--progress', '--single-branch', '--no-tags', '--no-recurse-submodules', '--template=', '--branch', branch]
  const ends = AbortSignal.any([signal, tooLarge.signal])
  await git(['clone', '--depth', '1', ...options, '--', url, into], cloneWithin, ends, onLine).catch(async (error: unknown) => {
    if (!reasonOf(error).includes('does not support shallow')) throw error
    await git(['clone', ...options, '--', url, into], cloneWithin, ends, onLine)
  })
  await rm(join(into, '.git'), { recursive: true, force: true })
}

async function git(words: readonly string[], within: number, signal: AbortSignal, onLine: (line: string, stream: 'out' | 'err') => void): Promise<void> {
  const ends = AbortSignal.any([signal, AbortSignal.timeout(within)])
  try {
    await run(['git', ...careful, ...words], { env, onLine, signal: ends })
  } catch (error) {
    if (ends.aborted) throw ends.reason
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') throw new Unreadable('git is not on this machine', error)
    throw error instanceof RunError ? new Unreadable(lastWords(error), error) : error
  }
}

/** The line in which git says what is wrong. */
function lastWords({ result }: RunError): string {
  const lines = result.err.trim().split('\n')
  const fatal = lines.find((line) => /^(fatal|error|ERROR):/.test(line)) ?? lines.at(-1) ?? ''
  return `git says: ${fatal.replace(/^(fatal|error|ERROR): */, '').slice(0, 300)}`
}
