import type { OfferView } from '../../model/origin.ts'

/** First apps for an empty machine. */
const most = 6

/** What is featured and works offline first, then the featured, then what works offline; only what can be installed and fits. */
export function startersIn(offers: readonly OfferView[]): readonly OfferView[] {
  const rank = ({ featured, offline }: OfferView): number => Number(featured) * 2 + Number(offline === true)
  return offers
    .filter(({ bad, fits }) => bad === undefined && fits)
    .toSorted((a, b) => rank(b) - rank(a))
    .slice(0, most)
}
