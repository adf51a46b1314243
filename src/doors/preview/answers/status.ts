import type { StatusAnswer } from '../providers/provider.ts'
import { oneLine } from './inert.ts'
import { blameOf, commitOf, failureText, phaseOf, stillServing } from './phase.ts'
import type { AnswerFacts } from './phase.ts'

const context = 'berth/preview'
/** GitHub's bound, the narrowest. */
const most = 140

type Said = Pick<StatusAnswer, 'state' | 'text'>
type ToldOne = AnswerFacts['preview']['told']['statuses'][number]

/**
 * The check of a commit. None of one that waits for approval or is kept out, which is quiet; but one that was said to be
 * at work is not left so.
 */
export function statusOf(facts: AnswerFacts): StatusAnswer | null {
  const commit = commitOf(facts)
  const left = facts.preview.told.statuses.find((one) => one.commit === commit && isOpen(one))
  const said = saidOf(facts) ?? (left ? endOf(facts, left) : null)
  return said === null ? null : answer(facts, commit, said)
}

/** The checks of other commits that were said to be at work, or given up and serve now after all: none is left so. */
export function olderStatuses(facts: AnswerFacts): StatusAnswer[] {
  const [current, serving] = [commitOf(facts), stillServing(facts)]
  const isLeft = (one: ToldOne): boolean => (one.state === 'superseded' ? one.digest === '' || one.commit === serving : isOpen(one))
  return facts.preview.told.statuses.filter((one) => one.commit !== current && isLeft(one)).map((one) => answer(facts, one.commit, endOf(facts, one)))
}

/** Nobody knows by it how it ended. */
function isOpen({ state, digest }: ToldOne): boolean {
  return digest === '' || state === 'pending' || state === 'superseded'
}

function answer({ urls }: AnswerFacts, commit: string, { state, text }: Said): StatusAnswer {
  return { commit, context, url: state === 'success' ? urls.preview : urls.log, state, text: oneLine(text, most) }
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

/** How a commit that was said to be at work has ended, where nothing is to come of it. What serves is never said to have come to nothing. */
function endOf(facts: AnswerFacts, { commit, state }: ToldOne): Said {
  const { head, live } = facts.preview
  if (commit === stillServing(facts)) return { state: 'success', text: 'The preview runs' }
  if (commit === live || state === 'success') return { state: 'success', text: 'The preview ran' }
  return commit === head.commit ? leftOf(facts) : { state: 'superseded', text: `A newer commit took its place: ${head.commit.slice(0, 7)}` }
}

function leftOf(facts: AnswerFacts): Said {
  const phase = phaseOf(facts)
  if (phase === 'held' || phase === 'ready') return { state: 'success', text: `No preview: ${facts.held ?? 'a rule of its repository'}` }
  return { state: 'error', text: phase === 'approval' ? 'The preview waits for approval' : 'The preview was ended before it ran' }
}
