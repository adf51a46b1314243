import type { RequestFacts } from '../person.ts'

/** What a browser says of the page that a visit comes from. */
export interface CameFrom {
  readonly fetchSite: string | undefined
  readonly referer: string | undefined
}

/**
 * Whether a visit comes from a page of this very origin. Adding a way into an account, or spending an invitation, must not
 * be begun by a link on some other site: whoever wrote it could put an account of theirs into somebody else's. Browsers
 * send `Sec-Fetch-Site` to secure places only; elsewhere it is the `Referer`, which no page can forge either.
 */
export function fromOwnPage({ fetchSite, referer }: CameFrom, { scheme, host }: Pick<RequestFacts, 'scheme' | 'host'>): boolean {
  if (fetchSite !== undefined) return fetchSite === 'same-origin'
  const own = `${scheme}://${host ?? ''}`
  if (referer === undefined || !URL.canParse(referer) || !URL.canParse(own)) return false
  return new URL(referer).origin === new URL(own).origin
}
