import type { Offer } from '../../model/origin.ts'
import type { Offered } from '../door.ts'
import type { Entry } from './entry.ts'
import type { ImagesHere } from './imageshere.ts'

/** The offers of one store; an offer stays the same object as long as nothing of it has changed. */
export class StoreOffers {
  readonly #store: string
  readonly #images: ImagesHere
  #made = new Map<string, { readonly entry: Entry; readonly offered: Offered }>()
  #last: { readonly entries: ReadonlyMap<string, Entry>; readonly images: number; readonly offers: readonly Offered[] } | undefined

  constructor(store: string, images: ImagesHere) {
    this.#store = store
    this.#images = images
  }

  /** The same list, too, until there are other entries or Docker says something else of images. */
  of(entries: ReadonlyMap<string, Entry>): readonly Offered[] {
    const { edition } = this.#images
    if (this.#last?.entries === entries && this.#last.images === edition) return this.#last.offers
    this.#last = { entries, images: edition, offers: this.#make(entries.values()) }
    return this.#last.offers
  }

  #make(entries: Iterable<Entry>): readonly Offered[] {
    const before = this.#made
    this.#made = new Map()
    for (const entry of entries) {
      const offline = isOffline(entry, this.#images)
      const last = before.get(entry.app)
      const same = last?.entry === entry && last.offered.offer.offline === offline ? last : undefined
      this.#made.set(entry.app, same ?? { entry, offered: { offer: offerOf(this.#store, entry, offline), words: entry.words } })
    }
    return [...this.#made.values()].map(({ offered }) => offered)
  }
}

function offerOf(store: string, entry: Entry, offline: boolean | null): Offer {
  const { app, title, version, summary, category, featured, size, icon, bad } = entry
  const shown = { title, version, summary, featured, size, offline, icon: icon !== null }
  return { origin: { door: 'store', store, app }, ...shown, ...(category === null ? {} : { category }), ...(bad === null ? {} : { bad }) }
}

/** Known only where it is known which images it needs. */
function isOffline({ images, here }: Entry, known: ImagesHere): boolean | null {
  if (images === null) return null
  return here ? known.hasAll(images) : false
}
