import type { StatusAnswer } from '../providers/provider.ts'
import { oneLine } from './inert.ts'
import { blameOf, commitOf, failureText, phaseOf } from './phase.ts'
import type { AnswerFacts } from './phase.ts'

const context = 'berth/preview'
/** GitHub's bound, the narrowest. */
const most = 140

type Said = Pick<StatusAnswer, 'state' | 'text'>

/**
 * The check of a commit. None of one that waits for approval or is kept out, which is quiet; but one that was said to be
 * at work is not left so.
 */
export function statusOf(facts: AnswerFacts): StatusAnswer | null {
  const { told } = facts.preview
  const commit = commitOf(facts)
  const isLeftOpen = told.status?.commit === commit && told.status.state === 'pending'
  const said = saidOf(facts) ?? (isLeftOpen ? leftOf(facts) : null)
  if (said === null) return null
  const url = said.state === 'success' ? facts.urls.preview : facts.urls.log
  return { commit, context, url, state: said.state, text: oneLine(said.text, most) }
}

function saidOf(facts: AnswerFacts): Said | null {
  switch (phaseOf(facts)) {
    case 'ready':
      return { state: 'success', text: 'The preview runs' }
    case 'queued':
    case 'building':
    case 'starting':
      return { state: 'pending', text: 'The preview is built and started' }
    case 'failed':
      return { state: blameOf(facts.preview), text: failureText(facts.preview) }
    default:
      return null
  }
}

function leftOf(facts: AnswerFacts): Said {
  const phase = phaseOf(facts)
  if (phase === 'held') return { state: 'success', text: `No preview: ${facts.held ?? 'a rule of its repository'}` }
  return { state: 'error', text: phase === 'approval' ? 'The preview waits for approval' : 'The preview was ended before it ran' }
}
