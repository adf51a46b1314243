import type { Preview, PreviewRepository } from '../../../model/preview.ts'
import type { Heard } from '../providers/provider.ts'
import { isNo, matchesAny } from './held.ts'

/** What is heard of one preview: of its pull request, or of its branch. */
export type HeardOfOne = Extract<Heard, { kind: 'pull' | 'pushed' }>
type NewPreview = Omit<Preview, 'name' | 'created'>
export type Facts = Pick<Preview, 'title' | 'author' | 'page' | 'head' | 'base' | 'draft' | 'labels' | 'open' | 'known' | 'trusted' | 'approved' | 'stopped' | 'notice' | 'byHand'>

/** Titles and labels are anybody's: what is kept of them has a bound. */
const longest = 500

/** What was made of it so far, as if nothing had been: it begins anew. What the provider was told stays. */
export const forgotten = {
  commits: [],
  live: null,
  opened: null,
  failure: null,
  job: null,
  building: null,
  approved: null,
  stopped: null,
  extended: 0,
  byHand: false,
  notice: null,
  ending: null,
} satisfies Partial<Preview>

const blank = { ...forgotten, trusted: null, told: { comment: null, deployments: [], statuses: [] }, last: 0 } satisfies Partial<Preview>

/** The row of what is heard of the first time; none where there is nothing to keep: a branch that has no preview, or is gone. One that is closed has a row, so that what was said before and comes later is known to be old. */
export function beginRow({ id, rules }: Pick<PreviewRepository, 'id' | 'rules'>, heard: HeardOfOne): NewPreview | undefined {
  if (heard.kind === 'pull')
    return { ...blank, repository: id, of: { kind: 'pull', number: heard.pull.number }, ...pullFacts(heard, undefined), ...(heard.pull.open ? {} : { ending: 'closed' as const }) }
  if (heard.commit === null || !matchesAny(rules.branches, heard.branch)) return undefined
  return { ...blank, repository: id, of: { kind: 'branch', branch: heard.branch }, ...branchFacts(heard, undefined, heard.commit) }
}

/** What is known of it after this was heard. A head that is new is neither trusted nor approved, and what was answered about the last one is over. */
export function factsOf(heard: HeardOfOne, row: Preview): Facts {
  if (heard.kind === 'pull') return pullFacts(heard, row)
  return branchFacts(heard, row, heard.commit ?? row.head.commit)
}

function pullFacts({ pull, label }: Extract<Heard, { kind: 'pull' }>, row: Preview | undefined): Facts {
  const { author, page, head, base, draft, open, known } = pull
  const said = { title: pull.title.slice(0, longest), author, page, head: { ...head }, base, draft, labels: pull.labels.slice(0, longest).map((name) => name.slice(0, longest)), open, known }
  const refused = label !== null && label.set && isNo(label.name)
  return { ...said, ...headFacts(head, row), byHand: (row?.byHand ?? false) && !refused }
}

function headFacts(head: Preview['head'], row: Preview | undefined): Pick<Facts, 'trusted' | 'approved' | 'stopped' | 'notice'> {
  const isSame = row !== undefined && row.head.fork === head.fork && row.head.author === head.author && row.head.repository === head.repository && row.head.commit === head.commit
  const trusted = isSame ? row.trusted : null
  return { trusted: head.fork ? false : trusted, ...forHead(head.commit, row) }
}

function forHead(commit: string, row: Preview | undefined): Pick<Facts, 'approved' | 'stopped' | 'notice'> {
  const isSame = row !== undefined && row.head.commit === commit
  return { approved: row?.approved?.commit === commit ? row.approved : null, stopped: row?.stopped === commit ? commit : null, notice: isSame ? row.notice : null }
}

/** Who pushed to the repository may push to it. */
function branchFacts(heard: Extract<Heard, { kind: 'pushed' }>, row: Preview | undefined, commit: string): Facts {
  const { branch, sender, repository } = heard
  const head = heard.commit === null && row ? row.head : { commit, ref: branch, repository: repository.path, fork: false, author: sender }
  const title = heard.title === '' ? (row?.title ?? branch) : heard.title.slice(0, longest)
  const said = { title, author: sender, page: row?.page ?? '', head, base: branch, draft: false, labels: [], open: heard.commit !== null, known: later(heard.known, row?.known) }
  return { ...said, trusted: true, ...forHead(commit, row), byHand: row?.byHand ?? false }
}

/** A commit may be older than the one it takes the place of. */
function later(known: string | null, before = new Date(0).toISOString()): string {
  return known === null || Date.parse(before) > Date.parse(known) ? before : known
}
