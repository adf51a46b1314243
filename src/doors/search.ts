import MiniSearch from 'minisearch'
import type { Query } from 'minisearch'
import type { OfferQuery, OfferView } from '../model/origin.ts'
import { fits } from '../model/size.ts'
import type { Offered } from './door.ts'
import { folded, foundBy, isUnspaced, soughtIn, spellings } from './terms.ts'

interface Document {
  readonly id: string
  readonly title: string
  readonly name: string
  readonly category: string
  readonly summary: string
  readonly words: string
}

/** How far a word may be from what is meant, and whether all words must be there. */
interface Tolerance {
  /** A word of so many letters may have one error or two, and any two letters swapped; without these, it is as written. */
  readonly typos?: { readonly oneFrom: number; readonly twoFrom: number }
  readonly combineWith: 'AND' | 'OR'
}

/** Tried in this order until something is found, so that a word that is spelled right brings nothing that only resembles it. */
const tolerances: readonly Tolerance[] = [
  { combineWith: 'AND' },
  { combineWith: 'AND', typos: { oneFrom: 5, twoFrom: Infinity } },
  { combineWith: 'AND', typos: { oneFrom: 4, twoFrom: 6 } },
  { combineWith: 'OR', typos: { oneFrom: 5, twoFrom: Infinity } },
]
/** Longer words are compared as they are: nobody types them, and to forgive errors in them takes long. */
const longest = 24

/** Offers as people look for them: by name first, then by what they are; typing errors are forgiven. */
export class OfferSearch {
  #offered: ReadonlyMap<string, Offered>
  /** The order without words: what its catalogue recommends first, what cannot be installed last. */
  #ranked: readonly Offered[] | undefined
  /** Made when words are first looked for. */
  #index: MiniSearch<Document> | undefined

  constructor(offered: readonly Offered[]) {
    this.#offered = byKey(offered)
  }

  /** From now on, these are offered. Only the words of what has changed are read again. */
  renew(offered: readonly Offered[]): void {
    const [before, after] = [this.#offered, byKey(offered)]
    this.#offered = after
    this.#ranked = undefined
    if (!this.#index) return
    for (const [key, was] of before) if (!isAlike(was, after.get(key))) this.#index.remove(documentOf(key, was))
    for (const [key, is] of after) if (!isAlike(is, before.get(key))) this.#index.add(documentOf(key, is))
  }

  /** `memory`: bytes the machine has. */
  find(query: OfferQuery, memory: number): readonly OfferView[] {
    const words = soughtIn(query.q)
    const found: OfferView[] = []
    for (const { offer } of words.length === 0 ? (this.#ranked ??= ranked(this.#offered)) : this.#matching(words)) {
      if (found.length >= query.limit) break
      const view = { ...offer, fits: fits(offer.size, memory) }
      if (isWanted(view, query)) found.push(view)
    }
    return found
  }

  #matching(words: readonly string[]): readonly Offered[] {
    const index = (this.#index ??= indexOf(this.#offered))
    for (const tolerance of tolerances) {
      const results = index.search({ combineWith: tolerance.combineWith, queries: words.map((word) => asWritten(word, tolerance)) })
      const found = results.flatMap(({ id }) => this.#offered.get(id as string) ?? [])
      if (found.length > 0) return [...found.filter(({ offer }) => offer.bad === undefined), ...found.filter(({ offer }) => offer.bad !== undefined)]
    }
    return []
  }
}

function ranked(offered: ReadonlyMap<string, Offered>): readonly Offered[] {
  const { compare } = new Intl.Collator('en', { sensitivity: 'base', numeric: true })
  const rank = ({ offer }: Offered): number => (offer.bad === undefined ? Number(!offer.featured) : 2)
  return [...offered.values()].sort((a, b) => rank(a) - rank(b) || compare(a.offer.title, b.offer.title))
}

function byKey(offered: readonly Offered[]): ReadonlyMap<string, Offered> {
  return new Map(offered.map((each) => [Object.values(each.offer.origin).join('/'), each]))
}

/** Found by the same words. */
function isAlike(one: Offered, other: Offered | undefined): boolean {
  if (one === other || !other) return one === other
  const [a, b] = [one.offer, other.offer]
  return one.words === other.words && a.title === b.title && a.category === b.category && a.summary === b.summary
}

function isWanted(offer: OfferView, { category, store, fits: fitting, offline, featured }: OfferQuery): boolean {
  if (category !== undefined && folded(offer.category ?? '') !== folded(category)) return false
  if (store !== undefined && offer.origin.store !== store) return false
  return (!fitting || offer.fits) && (!offline || offer.offline === true) && (!featured || offer.featured)
}

/** A word as a person may have written it, or has begun to. */
function asWritten(word: string, { typos }: Tolerance): Query {
  if (isUnspaced(word)) return word
  if (word.length < 3) return { combineWith: 'OR', queries: [word, { queries: [word], prefix: true, fields: ['title', 'name', 'category'] }] }
  const whole = { queries: [word], prefix: true }
  if (!typos || word.length > longest) return whole
  const swapped = word.length > 3 ? [{ queries: swaps(word), combineWith: 'OR' as const, prefix: true, boost: swapBoost }] : []
  return { combineWith: 'OR', queries: [{ ...whole, fuzzy: Number(word.length >= typos.oneFrom) + Number(word.length >= typos.twoFrom) }, ...swapped] }
}

/** Two letters in the wrong order are two edits by Levenshtein's count, but one slip of the fingers. */
function swaps(word: string): string[] {
  const letters = Array.from(word)
  return letters.slice(1).flatMap((letter, at) => (letter === letters[at] ? [] : [letters.toSpliced(at, 2, letter, letters[at] ?? '').join('')]))
}

const boost = { title: 8, name: 6, category: 3, summary: 2 }
const swapBoost = { title: 3, name: 2, category: 1, summary: 0.7, words: 0.4 }

function indexOf(offered: ReadonlyMap<string, Offered>): MiniSearch<Document> {
  const asIs = (term: string): string => term
  const index = new MiniSearch<Document>({
    fields: ['title', 'name', 'category', 'summary', 'words'],
    tokenize: foundBy,
    processTerm: asIs,
    searchOptions: { tokenize: (term) => [term], processTerm: asIs, boost, weights: { prefix: 0.6, fuzzy: 0.3 } },
  })
  index.addAll([...offered].map(([key, each]) => documentOf(key, each)))
  return index
}

function documentOf(id: string, { offer, words }: Offered): Document {
  const name = `${spellings(offer.title)} ${spellings(offer.origin.app)}`
  return { id, title: offer.title, name, category: offer.category ?? '', summary: offer.summary, words }
}
