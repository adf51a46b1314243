import type { Preview, PreviewRules } from '../../../model/preview.ts'
import { heldBecause, isHeldDraft } from './held.ts'
import { factsOf, forgotten } from './row.ts'
import type { HeardOfOne } from './row.ts'
import { mayRun } from './trust.ts'

/** What is to be done about a preview: its head is built at once, once somebody was asked whether its author may push, or once somebody approves it. */
export type Want = 'nothing' | 'ask-trust' | 'approval' | 'build' | 'end'

export interface Judgement {
  readonly changes: Partial<Preview>
  readonly want: Want
  /** What was heard and what is known cannot both be so, and neither is the newer: the provider is to be asked, and its answer judged as `asked`. */
  readonly doubt: boolean
}

/**
 * What a webhook means for a preview. Pure. Webhooks come in any order: what is older than what is known changes
 * nothing; of what is equally old the later counts, but nothing is opened by it. `asked`: the provider said so when it was asked just now.
 */
export function judge(row: Preview, heard: HeardOfOne, rules: PreviewRules, asked = false): Judgement {
  const age = ageOf(heard, row)
  const facts = factsOf(heard, row)
  const differs = facts.head.commit !== row.head.commit || facts.open !== row.open
  // a commit has a time of its own: after a force push it may be older than what was there
  if (age < 0 && !(asked && heard.kind === 'pushed')) return { changes: {}, want: wantOf(row, rules), doubt: heard.kind === 'pushed' && differs }
  const doubt = !asked && age === 0 && (differs || saysOther(facts, row))
  if (doubt && facts.open && !row.open) return { changes: {}, want: wantOf(row, rules), doubt }
  const changes = { ...facts, ...endingOf(row, { ...row, ...facts }, rules) }
  return { changes, want: wantOf({ ...row, ...changes }, rules), doubt }
}

/** What a row by itself asks for: the same however often it is asked. */
export function wantOf(row: Preview, rules: PreviewRules): Want {
  if (row.ending !== null || !row.open) return 'end'
  if (row.stopped === row.head.commit || isDone(row) || heldBecause(row, rules) !== null) return 'nothing'
  if (mayRun(row)) return 'build'
  return row.trusted === null ? 'ask-trust' : 'approval'
}

/**
 * What the rules alone change about a row: what they keep out ends, and what they had kept out comes back. A draft is only
 * waited for; of a branch that has no preview any more nothing new is built, and what runs is given its hours.
 */
export function ruled(row: Preview, rules: PreviewRules): Partial<Preview> {
  const isOut = heldBecause(row, rules) !== null
  if (!row.open || row.of.kind === 'branch') return {}
  if (row.ending === 'refused') return isOut ? {} : { ...forgotten, byHand: row.byHand }
  const isHere = row.commits.length > 0 || row.building !== null
  return row.ending === null && isHere && isOut && !isOnlyDraft(row, rules) ? { ending: 'refused' } : {}
}

/** Its head is built, is being built, or came to nothing. */
function isDone({ head, commits, building, failure }: Preview): boolean {
  return [commits[0]?.commit, building, failure?.commit].includes(head.commit)
}

/** Below zero: older than what is known. A time that cannot be read says nothing, as an equal one; one that is not said is that of its coming. */
function ageOf(heard: HeardOfOne, row: Preview): number {
  const known = heard.kind === 'pull' ? heard.pull.known : heard.known
  const age = known === null ? 1 : Date.parse(known) - Date.parse(row.known)
  return Number.isNaN(age) ? 0 : age
}

function saysOther(facts: Pick<Preview, 'base' | 'draft' | 'labels'>, row: Preview): boolean {
  return facts.base !== row.base || facts.draft !== row.draft || facts.labels.toSorted().join('\n') !== row.labels.toSorted().join('\n')
}

/** Whether it ends by what was heard, or comes back after it had ended. */
function endingOf(before: Preview, after: Preview, rules: PreviewRules): Partial<Preview> {
  if (!after.open) return { ending: before.ending === 'gone' ? 'gone' : 'closed' }
  if (before.ending !== null && before.ending !== 'refused' && comesBack(before, after, rules)) return { ...forgotten, byHand: before.ending === 'expired' && before.byHand }
  return ruled(after, rules)
}

/** Opened again; or taken away while it was open, and there is a new commit, or what kept it out is no more. */
function comesBack(before: Preview, after: Preview, rules: PreviewRules): boolean {
  if (before.ending === 'closed' || before.ending === 'gone') return true
  return before.head.commit !== after.head.commit || (heldBecause(before, rules) !== null && heldBecause(after, rules) === null)
}

function isOnlyDraft(row: Preview, rules: PreviewRules): boolean {
  return isHeldDraft(row, rules) && heldBecause({ ...row, draft: false }, rules) === null
}
