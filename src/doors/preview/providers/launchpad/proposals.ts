import type { z } from 'zod'
import type { Rest } from '../api/rest.ts'
import { page, Proposal } from './answers.ts'
import { numberOf, repositoryOf } from './paths.ts'

/** Pages of a list that are read. */
const mostPages = 50

/**
 * Merge proposals by what they go into. Launchpad has them below the repository they come from, and lists those that are
 * neither merged nor rejected at the one they go into; so where each lies is remembered.
 */
export class Proposals {
  readonly #rest: Rest
  readonly #places = new Map<string, string>()

  constructor(rest: Rest) {
    this.#rest = rest
  }

  /** Those that wait to be merged. Null where there is no such repository. */
  async waiting(path: string): Promise<readonly Proposal[] | null> {
    const proposals = await this.#all(`/${path}/landing_candidates`, Proposal)
    for (const proposal of proposals ?? []) this.#places.set(`${path} ${numberOf(proposal.self_link) ?? 0}`, proposal.self_link)
    return proposals
  }

  /** Null where it is not to be found. */
  async one(path: string, number: number): Promise<Proposal | null> {
    const place = await this.place(path, number)
    const found = place === null ? null : await this.#rest.get(place, Proposal)
    return found !== null && repositoryOf(found.target_git_repository_link ?? '') === path ? found : null
  }

  /** Its address; null where it is not to be found. */
  async place(path: string, number: number): Promise<string | null> {
    const [key, own] = [`${path} ${number}`, `/${path}/+merge/${number}`]
    if (!this.#places.has(key) && (await this.#rest.get(own, Proposal)) !== null) this.#places.set(key, own)
    if (!this.#places.has(key)) await this.waiting(path)
    return this.#places.get(key) ?? null
  }

  async #all<T>(path: string, entry: z.ZodType<T>): Promise<readonly T[] | null> {
    const all: T[] = []
    for (let [next, pages]: [string | undefined, number] = [path, 0]; next !== undefined && pages < mostPages; pages++) {
      const found: { entries: T[]; next_collection_link?: string | undefined } | null = await this.#rest.get(next, page(entry))
      if (found === null) return null
      all.push(...found.entries)
      next = found.next_collection_link
    }
    return all
  }
}
