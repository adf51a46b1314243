import type { Cause } from '../../model/cause.ts'
import type { InstanceView } from '../../model/instance.ts'
import type { PreviewBody, PreviewState, PreviewView, Provider, RepositoryView } from '../../model/preview.ts'

/** What a person can do about a preview. */
export type Deed = 'approve' | 'anyway' | 'stop' | 'resume' | 'redeploy' | 'extend' | 'remove'

const deeds: Record<PreviewState, readonly Deed[]> = {
  held: ['anyway', 'remove'],
  approval: ['approve', 'remove'],
  queued: ['stop', 'extend', 'remove'],
  building: ['stop', 'extend', 'remove'],
  starting: ['stop', 'redeploy', 'extend', 'remove'],
  running: ['stop', 'redeploy', 'extend', 'remove'],
  asleep: ['stop', 'redeploy', 'extend', 'remove'],
  stopped: ['resume', 'extend', 'remove'],
  failed: ['redeploy', 'stop', 'extend', 'remove'],
  ending: [],
}

/** A branch is kept out by the rules alone: nobody starts it against them. */
export function deedsFor({ state, of }: Pick<PreviewView, 'state' | 'of'>): readonly Deed[] {
  return deeds[state].filter((deed) => deed !== 'anyway' || of.kind === 'pull')
}

/** There is something to see at its address. */
export function canOpen({ live, state }: Pick<PreviewView, 'live' | 'state'>): boolean {
  return live !== null && state !== 'stopped' && state !== 'ending'
}

/** Why it failed: its newest commit came to nothing, or the app that it became does not run. */
export function causeOf({ name, state, failure, head }: Pick<PreviewView, 'name' | 'state' | 'failure' | 'head'>, instances: readonly Pick<InstanceView, 'name' | 'cause'>[]): Cause | undefined {
  if (state !== 'failed') return undefined
  if (failure?.commit === head.commit) return failure.cause
  return instances.find((each) => each.name === name)?.cause ?? undefined
}

/** The commit that its visitors get; nothing while it does not answer. */
export function servingOf(preview: Pick<PreviewView, 'live' | 'state' | 'failure' | 'head'>): string | undefined {
  const { live, state, failure, head } = preview
  const isDown = state === 'failed' && failure?.commit !== head.commit
  return canOpen(preview) && !isDown ? (live ?? undefined) : undefined
}

/** As a commit is written among people. */
export function shortCommit(commit: string): string {
  return commit.slice(0, 8)
}

/** Where the provider shows all that a pull request changes up to its head. */
export function diffPage({ page, provider, head }: Pick<PreviewView, 'page' | 'head'> & { readonly provider: Provider }): string {
  if (provider === 'github') return `${page}/files/${head.commit}`
  if (provider === 'gitlab') return `${page}/diffs`
  return provider === 'gitea' ? `${page}/files` : page
}

/** The address of an earlier commit, from that of the newest: they differ in the commit only. Nothing where that cannot be seen. */
export function commitAddress({ commits, commitUrl }: Pick<PreviewView, 'commits' | 'commitUrl'>, commit: string): string | undefined {
  const newest = commits[0]?.commit
  if (commitUrl === null || newest === undefined) return undefined
  const label = /[0-9a-f]{7,}/g
  for (const [found] of commitUrl.matchAll(label)) {
    if (newest.startsWith(found)) return commitUrl.replace(found, commit.slice(0, found.length))
  }
  return newest === commit ? commitUrl : undefined
}

export type Wanted = { readonly url: string } | { readonly organisation: string; readonly repository: string; readonly pull: number }

/** A preview's pull request among all that are connected. Its page will not do: that of Launchpad lies elsewhere. Nothing for a branch. */
export function wantedOf({ path, of }: Pick<PreviewView, 'path' | 'of'>, { connection }: Pick<RepositoryView, 'connection'>): PreviewBody | undefined {
  const at = path.lastIndexOf('/')
  return of.kind === 'pull' ? { connection, organisation: path.slice(0, at), repository: path.slice(at + 1), pull: of.number } : undefined
}

/** What somebody typed to start a preview: an address, or `organisation/repository#12`. Nothing where it is neither. */
export function wantedIn(typed: string): Wanted | undefined {
  const text = typed.trim()
  if (/^https?:\/\//i.test(text)) return URL.canParse(text) ? { url: text } : undefined
  const [, organisation = '', repository = '', pull = ''] = /^([\w.~+/-]+)\/([\w.~+-]+)(?:#|!|\/|\s+)(\d{1,9})$/.exec(text.replace(/\/(?:pull|pulls)\//, '/')) ?? []
  return organisation && repository && Number(pull) > 0 ? { organisation, repository, pull: Number(pull) } : undefined
}
