import type { ManifestBody } from '../../model/preview.ts'

const place = 'berth-github'

/** Keeps what was asked for until the page that goes to GitHub takes it: an address could be given to somebody by another site, this cannot. */
export function keepWish(wish: ManifestBody): void {
  sessionStorage.setItem(place, JSON.stringify(wish))
}

/** Once; nothing where nobody asked here. */
export function takeWish(): ManifestBody | undefined {
  const kept = sessionStorage.getItem(place)
  sessionStorage.removeItem(place)
  return kept === null ? undefined : (JSON.parse(kept) as ManifestBody)
}
