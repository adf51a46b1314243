import { z } from 'zod'
import type { AnswerState, DeploymentAnswer } from '../provider.ts'
import { readAnswer } from '../api/answer.ts'
import { Made } from './payloads.ts'
import { name, statusOf } from './octokit.ts'
import type { Hand } from './octokit.ts'

const states = { pending: 'in_progress', success: 'success', failure: 'failure', error: 'error', inactive: 'inactive' } as const satisfies Record<AnswerState, string>
/** Characters of a description. */
const longest = 140

/** Says how a deployment goes; makes it first where there is none of this commit and environment. Its id; null where there is none to end. */
export async function putDeployment(hand: Hand, id: string | null, answer: DeploymentAnswer): Promise<string | null> {
  const known = id ?? (await find(hand, answer))
  if (known !== null && (await say(hand, known, answer))) return known
  if (answer.state === 'inactive') return null
  const again = await make(hand, answer)
  await say(hand, again, answer)
  return again
}

async function find({ octokit, ...at }: Hand, { commit, environment }: DeploymentAnswer): Promise<string | null> {
  const { data } = await octokit.rest.repos.listDeployments({ ...at, sha: commit, environment, per_page: 1 })
  return readAnswer(name, z.array(Made), data)[0]?.id ?? null
}

/** Without `required_contexts` GitHub waits for other checks, and without `auto_merge` it would merge the base into the branch. */
async function make({ octokit, ...at }: Hand, { commit, environment }: DeploymentAnswer): Promise<string> {
  const about = { ref: commit, environment, auto_merge: false, required_contexts: [], transient_environment: true, production_environment: false }
  const { data } = await octokit.rest.repos.createDeployment({ ...at, ...about })
  return readAnswer(name, Made, data).id
}

/** False where there is no such deployment any more. */
async function say({ octokit, ...at }: Hand, id: string, { state, url, log, text }: DeploymentAnswer): Promise<boolean> {
  const about = { state: states[state], environment_url: url, log_url: log, description: text.slice(0, longest) }
  try {
    await octokit.rest.repos.createDeploymentStatus({ ...at, deployment_id: Number(id), ...about })
    return true
  } catch (error) {
    if (statusOf(error) === 404) return false
    throw error
  }
}
