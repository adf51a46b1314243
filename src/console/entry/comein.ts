import type { Me } from '../../model/api.ts'
import { router } from '../router.svelte.ts'
import { session } from '../state/session.svelte.ts'

/** Somebody has just come in by a link or a code: the page that let them in is done with. */
export function comeIn(me: Me, welcome?: 'offer' | 'needed'): void {
  router.go('/', 'replace')
  session.enter(me, welcome)
}
