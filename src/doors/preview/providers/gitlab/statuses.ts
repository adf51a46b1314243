import { z } from 'zod'
import { Problem } from '../../../../model/problem.ts'
import type { StatusAnswer } from '../provider.ts'
import { gone } from '../api/refusal.ts'
import type { Rest } from '../api/rest.ts'
import { PullNumber } from '../wire/fields.ts'
import { Made } from './answers.ts'

const states = { pending: 'running', success: 'success', failure: 'failed', error: 'failed', superseded: 'canceled' } as const

const Merges = z.array(z.object({ iid: PullNumber, sha: z.string().nullish() }))

/** GitLab refuses to be told a state that it has already; then it knows. */
export async function putStatus(rest: Rest, at: string, { commit, state, context, text, url }: StatusAnswer): Promise<void> {
  const body = { state: states[state], name: context, description: text.slice(0, 255), target_url: url }
  const put = async (more: { readonly ref?: string }): Promise<boolean> => (await rest.send(`${at}/statuses/${commit}`, { method: 'POST', body: { ...body, ...more } }, Made)) !== null
  try {
    if (await put({})) return
    const ref = await mergeRef(rest, at, commit)
    if (ref === null || !(await put({ ref }))) throw gone(rest.provider, 'commit')
  } catch (error) {
    if (!(error instanceof Problem && /cannot transition status/i.test(error.message))) throw error
  }
}

/** A fork's commit is on no branch of the project; then GitLab wants to be told what it is the head of. */
async function mergeRef(rest: Rest, at: string, commit: string): Promise<string | null> {
  const merges = await rest.get(`${at}/repository/commits/${commit}/merge_requests`, Merges)
  const merge = merges?.find(({ sha }) => sha === commit)
  return merge ? `refs/merge-requests/${merge.iid}/head` : null
}
