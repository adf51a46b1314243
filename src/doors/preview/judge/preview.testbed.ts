import { ConnectionId, Preview, RepositoryId, usualRules } from '../../../model/preview.ts'
import type { PreviewRules } from '../../../model/preview.ts'
import type { Heard, PullFacts } from '../providers/provider.ts'

/** Commits by a digit: forty of it. */
export const commitOf = (digit: string): string => digit.repeat(40)
export const at = (minute: number): string => new Date(Date.UTC(2026, 5, 1, 12, minute)).toISOString()
export const connection = ConnectionId.parse('abcdefgh')
export const repository = RepositoryId.parse('0123456789ab')

export const rulesOf = (rules: Partial<PreviewRules> = {}): PreviewRules => ({ ...usualRules, ...rules })

export const headOf = (digit: string, more: Partial<PullFacts['head']> = {}): PullFacts['head'] => ({
  commit: commitOf(digit),
  ref: 'feature',
  repository: 'school/wiki',
  fork: false,
  author: 'eve',
  ...more,
})

/** Pull request 7 of school/wiki, at its first commit, which is trusted and not built. */
export function rowOf(row: Partial<Preview> = {}): Preview {
  return {
    ...{ name: Preview.shape.name.parse('wiki-pr-7'), repository, of: { kind: 'pull', number: 7 }, title: 'Add a page', author: 'eve', page: 'https://git.example.org/school/wiki/pull/7' },
    ...{ head: headOf('a'), base: 'main', draft: false, labels: [], open: true, known: at(1), trusted: true, approved: null, byHand: false, stopped: null, job: null, building: null },
    ...{ commits: [], failure: null, live: null, opened: null, extended: 0, notice: null, ending: null, told: { comment: null, deployments: [], statuses: [] }, last: 0, created: at(0) },
    ...row,
  }
}

export const built = (digit: string, release = 1): Preview['commits'][number] => ({ commit: commitOf(digit), release, at: at(1) })

type HeardPull = Extract<Heard, { kind: 'pull' }>

/** As it stands two minutes later, unless it is said otherwise. */
export function pullOf(pull: Partial<PullFacts> = {}, label: HeardPull['label'] = null): HeardPull {
  const facts: PullFacts = {
    number: 7,
    title: 'Add a page',
    page: 'https://git.example.org/school/wiki/pull/7',
    author: 'eve',
    open: true,
    draft: false,
    labels: [],
    base: 'main',
    head: headOf('a'),
    known: at(2),
    ...pull,
  }
  return { kind: 'pull', repository: { path: 'school/wiki', remote: '1' }, pull: facts, sender: 'eve', label }
}

type HeardPush = Extract<Heard, { kind: 'pushed' }>

export function pushOf(push: Partial<HeardPush> = {}): HeardPush {
  return { kind: 'pushed', repository: { path: 'school/wiki', remote: '1' }, branch: 'main', commit: commitOf('b'), sender: 'eve', title: 'Say more', known: at(2), ...push }
}

export const branchRow = (row: Partial<Preview> = {}): Preview => rowOf({ of: { kind: 'branch', branch: 'main' }, head: headOf('a', { ref: 'main' }), ...row })
