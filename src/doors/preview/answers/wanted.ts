import { createHash } from 'node:crypto'
import type { DeploymentAnswer, StatusAnswer } from '../providers/provider.ts'
import { commentText } from './comment.ts'
import { deploymentsOf } from './deployments.ts'
import { phaseOf } from './phase.ts'
import type { AnswerFacts } from './phase.ts'
import { olderStatuses, statusOf } from './status.ts'

/** What a provider should know of a preview. Nothing said: what it was told before stays as it is. */
export interface Wanted {
  readonly comment: string | null
  readonly deployments: readonly DeploymentAnswer[]
  readonly status: StatusAnswer | null
  /** Of commits that something newer took the place of. */
  readonly older: readonly StatusAnswer[]
}

/** Pure: equal facts want equal words. */
export function wantedOf(facts: AnswerFacts): Wanted {
  const { preview, rules } = facts
  // nobody is there who could be told
  if (preview.ending === 'gone') return { comment: null, deployments: [], status: null, older: [] }
  return {
    comment: rules.comment && hasComment(facts) ? commentText(facts) : null,
    deployments: rules.deployments ? deploymentsOf(facts) : [],
    status: rules.status ? statusOf(facts) : null,
    older: rules.status ? olderStatuses(facts) : [],
  }
}

/** Of two texts or answers, whether they say the same. */
export function digestOf(said: unknown): string {
  return createHash('sha256').update(JSON.stringify(said)).digest('hex').slice(0, 32)
}

/** A branch has no page to comment on; of a preview that never was nothing is said. */
function hasComment(facts: AnswerFacts): boolean {
  const { preview } = facts
  const phase = phaseOf(facts)
  if (preview.of.kind === 'branch') return false
  return preview.told.comment !== null || preview.notice !== null || (phase !== 'held' && phase !== 'ended')
}
