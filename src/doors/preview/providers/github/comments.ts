import type { ProviderClient } from '../provider.ts'
import type { Desk } from './desk.ts'
import { readAnswer } from '../api/answer.ts'
import { Made } from './payloads.ts'
import { name, statusOf } from './octokit.ts'
import type { Hand } from './octokit.ts'

type Comment = Parameters<ProviderClient['comment']>[2]

/** Edits our comment where there is one; one that somebody deleted is made again. */
export async function putComment(hand: Hand, desk: Desk, number: number, { id, marker, text }: Comment): Promise<string> {
  const known = id ?? (await findOurs(hand, desk, number, marker))
  if (known !== null && (await edit(hand, known, text))) return known
  const { octokit, ...at } = hand
  const { data } = await octokit.rest.issues.createComment({ ...at, issue_number: number, body: text })
  return readAnswer(name, Made, data).id
}

async function edit({ octokit, ...at }: Hand, id: string, text: string): Promise<boolean> {
  try {
    await octokit.rest.issues.updateComment({ ...at, comment_id: Number(id), body: text })
    return true
  } catch (error) {
    if (statusOf(error) === 404) return false
    throw error
  }
}

/** By its marker and its author: anybody may write our marker into a comment of theirs. */
async function findOurs({ octokit, ...at }: Hand, desk: Desk, number: number, marker: string): Promise<string | null> {
  const comments = await octokit.paginate(octokit.rest.issues.listComments, { ...at, issue_number: number, per_page: 100 })
  for (const { id, body, user, performed_via_github_app: app } of comments) {
    if (body?.includes(marker) === true && (await desk.isOurs({ login: user?.login ?? null, app: app?.id ?? null }))) return String(id)
  }
  return null
}
