import type { ShelfItem } from '../../model/instance.ts'
import { bytes, since } from '../messages/format.ts'
import { say } from '../messages.ts'

/** What a new instance can start with: each piece of kept data by its id, and nothing. */
export function keptChoices(kept: readonly ShelfItem[]): readonly { readonly value: string; readonly name: string; readonly text: string }[] {
  const words = say.store.kept
  const pieces = kept.map((item) => ({ value: String(item.id), name: words.from(item.name), text: words.size(bytes(item.size), since(item.since, Date.now())) }))
  return [...pieces, { value: '', name: words.fresh, text: words.freshText }]
}
