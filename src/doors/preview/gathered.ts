import type { ConnectionId, Preview, PreviewRepository } from '../../model/preview.ts'
import type { Heard } from './heard.ts'
import type { HeardOfOne } from './judge/row.ts'

/** A webhook that is to be dealt with. `id`: of its delivery. */
export interface Dealt {
  readonly heard: Heard
  readonly connection: ConnectionId
  readonly id: string
}

/** News of one preview; `id`: of the delivery it came by, if it came by one. */
export interface Word {
  readonly heard: HeardOfOne
  readonly id: string | null
}

export interface OfOne {
  readonly repository: PreviewRepository
  readonly heard: readonly Word[]
}

/** What was heard, by the preview it is of, each in the order it came. */
export class Gathered {
  readonly #all = new Map<string, { readonly repository: PreviewRepository; readonly heard: Word[] }>()

  add(repository: PreviewRepository, word: Word): void {
    const key = `${repository.id} ${JSON.stringify(ofOf(word.heard))}`
    const known = this.#all.get(key)
    if (known) known.heard.push(word)
    else this.#all.set(key, { repository, heard: [word] })
  }

  /** All of it; nothing is left. */
  take(): readonly OfOne[] {
    const all = [...this.#all.values()]
    this.#all.clear()
    return all
  }
}

export function ofOf(heard: HeardOfOne): Preview['of'] {
  return heard.kind === 'pull' ? { kind: 'pull', number: heard.pull.number } : { kind: 'branch', branch: heard.branch }
}
