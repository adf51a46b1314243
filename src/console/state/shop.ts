import { api } from '../api/api.ts'
import { Loaded } from './loaded.svelte.ts'

/**
 * What the store showed last. It stays while other screens are looked at, so that going back shows the same place
 * at once; each visit asks anew.
 */
export const shop = {
  /** Everything that is offered. */
  all: new Loaded(() => api.offers('')),
  /** The answer to a search. */
  found: new Loaded((search: string) => api.offers(search)),
  stores: new Loaded(() => api.stores()),
  /** The list that was looked at last, and how many of its tiles were drawn. */
  seen: { search: '', depth: 0 },
}
