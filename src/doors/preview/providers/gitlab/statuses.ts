import { Problem } from '../../../../model/problem.ts'
import type { StatusAnswer } from '../provider.ts'
import { gone } from '../api/refusal.ts'
import type { Rest } from '../api/rest.ts'
import { Made } from './answers.ts'

const states = { pending: 'running', success: 'success', failure: 'failed', error: 'failed' } as const

/** GitLab refuses to be told a state that it has already; then it knows. */
export async function putStatus(rest: Rest, at: string, { commit, state, context, text, url }: StatusAnswer): Promise<void> {
  const body = { state: states[state], name: context, description: text.slice(0, 255), target_url: url }
  try {
    if ((await rest.send(`${at}/statuses/${commit}`, { method: 'POST', body }, Made)) === null) throw gone(rest.provider, 'commit')
  } catch (error) {
    if (!(error instanceof Problem && /cannot transition status/i.test(error.message))) throw error
  }
}
