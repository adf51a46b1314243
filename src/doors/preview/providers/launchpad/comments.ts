import type { z } from 'zod'
import type { ProviderClient } from '../provider.ts'
import { gone } from '../api/refusal.ts'
import type { Rest } from '../api/rest.ts'
import { Comment, page, Person } from './answers.ts'
import { personOf } from './paths.ts'

/** Edits our comment where there is one (`editContent`); one that somebody deleted is made again. Its id is its link. `place`: of the merge proposal. */
export async function putComment(rest: Rest, place: () => Promise<string | null>, { id, marker, text }: Parameters<ProviderClient['comment']>[2]): Promise<string> {
  if (id !== null && (await edit(rest, id, text))) return id
  const at = await place()
  if (at === null) throw gone(rest.provider, 'merge proposal')
  const known = id === null ? await findOurs(rest, at, marker) : null
  if (known !== null && (await edit(rest, known, text))) return known
  const headers = await rest.headersOf(at, operation('createComment', { subject: 'Preview', content: text }))
  const made = headers?.get('location')
  if (!made) throw gone(rest.provider, 'merge proposal')
  return made
}

/** False where it is not there any more. */
async function edit(rest: Rest, id: string, text: string): Promise<boolean> {
  return (await rest.headersOf(id, operation('editContent', { new_content: text }))) !== null
}

/** By its marker and its author, of the first page; a token of a repository is nobody's, so then the marker alone says it. */
async function findOurs(rest: Rest, at: string, marker: string): Promise<string | null> {
  const me = await rest.get('/people/+me', Person).catch(() => null)
  const found = await rest.get(`${at}/all_comments?ws.size=300`, page(Comment))
  const isOurs = ({ message_body: body, author_link: author }: z.output<typeof Comment>): boolean => body?.includes(marker) === true && (me === null || personOf(author ?? '') === me.name)
  return found?.entries.find(isOurs)?.self_link ?? null
}

/** An operation of Launchpad's API, which come as forms. */
export function operation(name: string, fields: Readonly<Record<string, string>>): { readonly method: 'POST'; readonly body: URLSearchParams } {
  return { method: 'POST', body: new URLSearchParams({ 'ws.op': name, ...fields }) }
}
