import type { Offer } from '../../model/origin.ts'

/** Offers in which every word occurs, featured first, those that cannot be installed last. */
export function matching(offers: readonly Offer[], words: string): readonly Offer[] {
  const wanted = plain(words).split(/\s+/).filter(Boolean)
  const found = offers.filter((offer) => {
    const text = plain(`${offer.title} ${offer.summary} ${offer.category ?? ''} ${offer.origin.app}`)
    return wanted.every((word) => text.includes(word))
  })
  return found.toSorted((a, b) => rank(a) - rank(b) || a.title.localeCompare(b.title))
}

function rank({ bad, featured }: Offer): number {
  return bad ? 2 : featured ? 0 : 1
}

/** Without accents and capitals. */
function plain(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
}
