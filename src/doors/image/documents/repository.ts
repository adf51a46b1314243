import { join } from 'node:path'
import { bounded } from '../../../git/bounded.ts'
import { git, gitEnvironment } from '../../../git/git.ts'
import { faultOfRef } from '../../../git/names.ts'
import { Repository } from '../../../git/repository.ts'
import { run, RunError } from '../../../kit/run.ts'
import { Problem } from '../../../model/problem.ts'
import { outsideAddresses } from './outside.ts'
import type { Resolve } from './outside.ts'

/** Milliseconds a fetch may take, and the bytes it may bring. Files above `largestFile` are left where they are. */
const within = 120_000
const most = 200 * 1024 * 1024
const largestFile = '5m'

export interface FetchWays {
  readonly signal: AbortSignal
  /** Hosts of the networks behind this machine may be asked too. */
  readonly anywhere?: boolean
  readonly resolve?: Resolve
}

export interface FetchedCommit {
  readonly repository: Repository
  readonly commit: string
}

/**
 * The newest commit of a branch (null: the one the repository shows first) into a folder. Only by HTTP, to the very
 * addresses that were looked at, never elsewhere from there; submodules stay away. Throws `invalid`, `fetch-failed`.
 */
export async function fetchBranch(url: URL, branch: string | null, { into, ...ways }: FetchWays & { readonly into: string }): Promise<FetchedCommit> {
  const refuse = (where: string, reason: string): never => {
    throw new Problem('invalid', { where, reason })
  }
  if (!/^https?:$/.test(url.protocol)) refuse('git.url', 'write an address that begins with https://')
  if (url.username !== '' || url.password !== '') refuse('git.url', 'an address with a name or password in it would be shown to others')
  const fault = branch === null ? undefined : faultOfRef(`refs/heads/${branch}`)
  if (fault !== undefined) refuse('git.branch', fault)
  const pinned = ways.anywhere === true ? [] : pins(url, await outsideAddresses(url, ways.resolve))
  const repository = new Repository(join(into, 'repo.git'))
  await run(['git', 'init', '--quiet', '--bare', '--template=', '--initial-branch=main', '--', repository.path], { env: gitEnvironment })
  await bounded(
    repository,
    { path: url.href, within, most, signal: ways.signal },
    async (signal) => await fetchInto(repository, { url, from: branch === null ? 'HEAD' : `refs/heads/${branch}`, pinned, signal }),
  )
  const commit = await repository.tip('document')
  if (commit === null) throw new Problem('fetch-failed', { path: url.href, reason: 'nothing was committed to it yet' })
  return { repository, commit }
}

interface Fetch {
  readonly url: URL
  readonly from: string
  readonly pinned: readonly string[]
  readonly signal: AbortSignal
}

async function fetchInto(repository: Repository, fetch: Fetch): Promise<void> {
  try {
    await fetchOnce(repository, fetch)
  } catch (error) {
    // Some hosts have it only with `.git` at its end, and lead there: a step we do not let git take.
    if (!(error instanceof RunError) || !/error: 30[1278]/.test(error.result.err) || fetch.url.pathname.endsWith('.git')) throw error
    const url = new URL(fetch.url)
    url.pathname = `${url.pathname.replace(/\/+$/, '')}.git`
    await fetchOnce(repository, { ...fetch, url })
  }
}

async function fetchOnce(repository: Repository, { url, from, pinned, signal }: Fetch): Promise<void> {
  const careful = ['http.followRedirects=false', 'http.lowSpeedLimit=100', 'http.lowSpeedTime=30', 'fetch.fsckObjects=true', ...pinned].flatMap((setting) => ['-c', setting])
  const options = ['--quiet', '--depth=1', '--no-tags', '--no-recurse-submodules', '--no-write-fetch-head', `--filter=blob:limit=${largestFile}`]
  await git(repository.path, [...careful, 'fetch', ...options, '--', url.href, `+${from}:refs/heads/document`], { env: [['GIT_ALLOW_PROTOCOL', 'https:http']], signal })
}

/** A name that means another address a moment later changes nothing. */
function pins({ hostname, port, protocol }: URL, addresses: readonly string[]): readonly string[] {
  const list = addresses.map((address) => (address.includes(':') ? `[${address}]` : address)).join(',')
  return [`http.curloptResolve=${hostname}:${port === '' ? (protocol === 'https:' ? 443 : 80) : port}:${list}`]
}
