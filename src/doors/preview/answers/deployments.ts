import type { DeploymentAnswer } from '../providers/provider.ts'
import { oneLine } from './inert.ts'
import { blameOf, commitOf, failureText, phaseOf, stillServing } from './phase.ts'
import type { AnswerFacts } from './phase.ts'

/** GitHub's bound, the narrowest. */
const most = 140

/** By commit: the one that is built or runs, an older one that goes on serving, and those told of before that run no more. */
export function deploymentsOf(facts: AnswerFacts): DeploymentAnswer[] {
  const { told } = facts.preview
  const current = currentOf(facts)
  const still = stillServing(facts)
  const older = told.deployments.filter(({ commit }) => commit !== current?.commit)
  return [...(current ? [current] : []), ...older.map(({ commit }) => (commit === still ? answer(facts, commit, 'success', 'It runs') : answer(facts, commit, 'inactive', 'It does not run any more')))]
}

function currentOf(facts: AnswerFacts): DeploymentAnswer | undefined {
  const commit = commitOf(facts)
  switch (phaseOf(facts)) {
    case 'ready':
      return answer(facts, commit, 'success', 'It runs')
    case 'queued':
    case 'building':
    case 'starting':
      return answer(facts, commit, 'pending', 'It is built and started')
    case 'failed':
      return answer(facts, commit, blameOf(facts.preview), failureText(facts.preview))
    default:
      return undefined
  }
}

function answer({ preview, urls }: AnswerFacts, commit: string, state: DeploymentAnswer['state'], text: string): DeploymentAnswer {
  const { of } = preview
  const environment = of.kind === 'pull' ? `preview/pr-${of.number}` : `preview/${oneLine(of.branch, 200)}`
  return { commit, environment, state, url: urls.preview, log: urls.log, text: oneLine(text, most) }
}
