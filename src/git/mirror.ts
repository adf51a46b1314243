import { Problem } from '../model/problem.ts'
import { openArrivals } from './arrivals.ts'
import { bounded } from './bounded.ts'
import type { Bounds } from './bounded.ts'
import { askGit, git } from './git.ts'
import { objectName } from './names.ts'
import type { Quarantine } from './quarantine.ts'
import type { Repository } from './repository.ts'

/** Somebody else's repository, as far as one fetch from it goes. */
export interface Remote {
  /** `https://…`. */
  readonly url: string
  /** What of it: `refs/pull/12/head`. */
  readonly ref: string
  /** A header that proves who asks: it goes to the host of `url` only, through git's environment. */
  readonly header: string | null
}

/**
 * Brings one commit of a remote's ref into a repository here, over HTTP only: whatever git's or the remote's settings say
 * besides, no program runs and no other protocol is spoken. A head that has moved on meanwhile is asked for by its name.
 * Throws `fetch-failed`, `fetch-too-large`.
 */
export async function fetchCommit(repository: Repository, remote: Remote, commit: string, bounds: Bounds): Promise<void> {
  if (await hasCommit(repository, commit)) return await hold(repository, commit)
  const reason = await fetchFrom(repository, remote, remote.ref, commit, bounds)
  if (await hasCommit(repository, commit)) return
  await fetchFrom(repository, remote, objectName(commit), commit, bounds)
  if (await hasCommit(repository, commit)) return
  throw new Problem('fetch-failed', { path: bounds.path, reason: reason ?? 'its head has moved on, and this commit is not to be had any more' })
}

/** Takes away what holds a commit here; git forgets it in its own time. */
export async function releaseCommit(repository: Repository, commit: string): Promise<void> {
  await askGit(repository.path, ['update-ref', '-d', `refs/fetched/${objectName(commit)}`])
}

async function hold(repository: Repository, commit: string): Promise<void> {
  await git(repository.path, ['update-ref', `refs/fetched/${objectName(commit)}`, commit])
}

async function hasCommit(repository: Repository, commit: string, quarantine: Quarantine | null = null): Promise<boolean> {
  const { code } = await askGit(repository.path, ['cat-file', '-e', `${objectName(commit)}^{commit}`], { env: quarantine })
  return code === 0
}

/** Takes what comes only where the commit is in it, and it is no more than it may be. Why it could not be had. */
async function fetchFrom(repository: Repository, { url, header }: Remote, from: string, commit: string, bounds: Bounds): Promise<string | null> {
  // sent on to another host, git takes the header along to there
  const settings = header === null ? [] : [[`http.${new URL(url).origin}/.extraHeader`, header] as const, ['http.followRedirects', 'false'] as const]
  await using arrivals = await openArrivals(repository)
  const env = [...arrivals.env, ['GIT_ALLOW_PROTOCOL', 'http:https'] as const, ...counted(settings)]
  const args = ['-c', 'fetch.unpackLimit=1', 'fetch', '--quiet', '--no-tags', '--no-recurse-submodules', '--no-write-fetch-head', '--no-auto-maintenance', '--', url, `${from}:`]
  try {
    await bounded(arrivals, bounds, async (signal) => {
      await git(repository.path, args, { env, signal })
    })
  } catch (error) {
    if (error instanceof Problem && error.code === 'fetch-failed') return String(error.values['reason'])
    throw error
  }
  if (!(await hasCommit(repository, commit, arrivals.env))) return null
  await arrivals.take()
  await hold(repository, commit)
  return null
}

/** Settings through the environment, where no other user of the machine reads them. */
function counted(settings: readonly (readonly [string, string])[]): (readonly [string, string])[] {
  const lines = settings.flatMap(([name, value], at) => [[`GIT_CONFIG_KEY_${at}`, name] as const, [`GIT_CONFIG_VALUE_${at}`, value] as const])
  return [['GIT_CONFIG_COUNT', String(settings.length)], ...lines]
}
