/** What is looked for in the store. It stands in the address, in the words of the API. */
export interface Query {
  readonly q: string
  readonly category: string
  readonly store: string
  readonly fits: boolean
  readonly offline: boolean
  readonly featured: boolean
}

export const everything: Query = { q: '', category: '', store: '', fits: false, offline: false, featured: false }

export function queryIn(search: string): Query {
  const given = new URLSearchParams(search)
  const text = (key: string): string => given.get(key) ?? ''
  return { q: text('q'), category: text('category'), store: text('store'), fits: given.has('fits'), offline: given.has('offline'), featured: given.has('featured') }
}

/** `?q=wiki&fits=1`; empty where everything is asked for. */
export function searchOf(query: Query): string {
  const words = { ...query, q: query.q.trim() }
  const given = Object.entries(words).filter(([, value]) => value !== '' && value !== false)
  const params = new URLSearchParams(given.map(([key, value]) => [key, value === true ? '1' : String(value)]))
  return params.size > 0 ? `?${params.toString()}` : ''
}

export function storePath(changes: Partial<Query> = {}, query = everything): string {
  return `/store${searchOf({ ...query, ...changes })}`
}

/** Nothing in particular is looked for: the store then shows its categories. */
export function isBrowsing({ q, category, featured }: Query): boolean {
  return q.trim() === '' && category === '' && !featured
}
