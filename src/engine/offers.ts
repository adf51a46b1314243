import type { Doors } from '../doors/index.ts'
import { OfferSearch } from '../doors/search.ts'
import type { Offered } from '../doors/door.ts'
import { asProblem, Problem } from '../model/problem.ts'
import { fits } from '../model/size.ts'
import { appOf } from '../model/origin.ts'
import type { OfferPage, OfferQuery, OfferView, Origin } from '../model/origin.ts'
import { isDeepStrictEqual } from 'node:util'

/** What all doors offer, as people look through it: the index is made anew only when an offer has changed. */
export class Offers {
  readonly #doors: Doors
  readonly #memory: () => number
  #indexed: readonly Offered[] | undefined
  #search: OfferSearch | undefined

  constructor(doors: Doors, memory: () => number) {
    this.#doors = doors
    this.#memory = memory
  }

  async find(query: OfferQuery): Promise<readonly OfferView[]> {
    const all = await this.#doors.offers()
    this.#search ??= new OfferSearch(all)
    if (!isSame(this.#indexed, all)) this.#search.renew(all)
    this.#indexed = all
    return this.#search.find(query, this.#memory())
  }

  /** A bad entry has a page too: it says what is wrong. */
  async page(origin: Origin): Promise<OfferPage> {
    const offer = (await this.#doors.offers()).find((each) => isDeepStrictEqual(each.offer.origin, origin))?.offer
    if (!offer) throw new Problem('no-offer', { app: appOf(origin) })
    const view = { ...offer, fits: fits(offer.size, this.#memory()) }
    if (offer.bad !== undefined) return { offer: view, details: null }
    try {
      return { offer: view, details: await this.#doors.of(origin).details(origin) }
    } catch (error) {
      const problem = asProblem(error)
      if (problem.code !== 'bad-entry' && problem.code !== 'bad-compose' && problem.code !== 'refused') throw error
      return { offer: { ...view, bad: problem.message }, details: null }
    }
  }
}

/** Doors hand out the same objects as long as nothing has changed. */
function isSame(before: readonly Offered[] | undefined, after: readonly Offered[]): boolean {
  return before?.length === after.length && after.every((offered, at) => offered === before[at])
}
