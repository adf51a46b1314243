import type { Preview, PreviewRules } from '../../../model/preview.ts'
import { Problem } from '../../../model/problem.ts'
import type { Heard } from '../providers/provider.ts'
import { isYes } from './held.ts'
import { forgotten } from './row.ts'

/** Whoever made its head may push to the repository, or somebody who may approved exactly this commit. */
export function mayRun({ head, trusted, approved }: Pick<Preview, 'head' | 'trusted' | 'approved'>): boolean {
  return trusted === true || approved?.commit === head.commit
}

/**
 * The commit that a label just set approves, if whoever set it may push: the one the webhook names, where the row is still
 * at it. The row as it is after the webhook was judged.
 */
export function labelApproves(heard: Heard, row: Preview, rules: PreviewRules): string | null {
  if (heard.kind !== 'pull' || !heard.label?.set || !isYes(heard.label.name)) return null
  const { commit } = heard.pull.head
  const isAsked = heard.pull.open && row.open && row.head.commit === commit && rules.outsiders === 'approve'
  return isAsked && !mayRun(row) ? commit : null
}

/** What changes when somebody says that exactly this commit may run; seven of its digits name it too. Throws `stale-approval`. */
export function approve(row: Preview, commit: string, by: string, at: string): Partial<Preview> {
  const head = row.head.commit
  if (commit.length < 7 || !head.startsWith(commit)) throw new Problem('stale-approval', { commit: head })
  const isAway = row.open && row.ending !== null
  return { ...(isAway ? forgotten : {}), stopped: null, approved: { commit: head, by, at } }
}
