import type { ProviderClient } from '../provider.ts'
import type { Rest } from '../api/rest.ts'
import { gone } from '../api/refusal.ts'
import { Made, Note, User } from './answers.ts'

/** Edits our note where there is one; one that somebody deleted is made again. `at`: the merge request. */
export async function putNote(rest: Rest, at: string, { id, marker, text }: Parameters<ProviderClient['comment']>[2]): Promise<string> {
  const known = id ?? (await findOurs(rest, at, marker))
  const edited = known === null ? null : await rest.send(`${at}/notes/${known}`, { method: 'PUT', body: { body: text } }, Made)
  const made = edited ?? (await rest.send(`${at}/notes`, { method: 'POST', body: { body: text } }, Made))
  if (made === null) throw gone(rest.provider, 'merge request')
  return made.id
}

/** By its marker and its author: anybody may write our marker into a note of theirs. */
async function findOurs(rest: Rest, at: string, marker: string): Promise<string | null> {
  const me = await rest.get('/user', User)
  const notes = await rest.all(`${at}/notes?sort=asc&order_by=created_at&per_page=100`, Note)
  return notes?.find(({ body, author }) => body.includes(marker) && author.username === me?.username)?.id ?? null
}
