import type { OfferView } from '../../model/origin.ts'

/** Offers that stand together in the store. */
export interface Group {
  readonly kind: 'featured' | 'category' | 'other'
  /** The category; empty for the featured and for those without one. */
  readonly name: string
  readonly offers: readonly OfferView[]
}

/** So few are shown in one list. */
const few = 12

/** Those that can be installed, in their order, and those that cannot. */
export function sorted(offers: readonly OfferView[]): { readonly good: readonly OfferView[]; readonly bad: readonly OfferView[] } {
  return { good: offers.filter(({ bad }) => bad === undefined), bad: offers.filter(({ bad }) => bad !== undefined) }
}

/** The featured first, then each category by name, then those without one. A small store stays in one piece. */
export function groupsOf(good: readonly OfferView[]): readonly Group[] {
  if (good.length <= few) return []
  const featured = good.filter((offer) => offer.featured)
  const others = good.filter(({ category }) => !category)
  const groups: readonly Group[] = [
    { kind: 'featured', name: '', offers: featured },
    ...categoriesOf(good).map((name) => ({ kind: 'category' as const, name, offers: good.filter(({ category }) => category === name) })),
    { kind: 'other', name: '', offers: others },
  ]
  return groups.filter(({ offers }) => offers.length > 0)
}

export function categoriesOf(offers: readonly OfferView[]): readonly string[] {
  return [...new Set(offers.map(({ category }) => category ?? '').filter(Boolean))].toSorted((a, b) => a.localeCompare(b))
}

export function storesOf(offers: readonly OfferView[]): readonly string[] {
  return [...new Set(offers.map(({ origin }) => origin.store))].toSorted((a, b) => a.localeCompare(b))
}
