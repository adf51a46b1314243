import type { Ask, Grant } from '../../model/grant.ts'
import { askedIn } from '../parts/asked.ts'
import type { Asked } from '../parts/asked.ts'

/** Something an instance asks for, may have, or both. */
export interface Permission {
  readonly ask: Asked
  readonly isGranted: boolean
  readonly isAsked: boolean
}

/** What no app asks for: people ask for it, and it has a place of its own. */
export const terminalGrant = 'terminal' as Grant

/** What is missing first: without it the app does not run. What was granted but is no longer asked for comes last. */
export function permissionsOf(asks: readonly Ask[], grants: readonly Grant[]): readonly Permission[] {
  const asked = askedIn(asks).map((ask) => ({ ask, isGranted: grants.includes(ask.grant), isAsked: true }))
  const unasked = grants.filter((grant) => grant !== terminalGrant && !asks.some((ask) => ask.grant === grant))
  const rest = unasked.map((grant): Permission => ({ ask: { grant, what: grant, services: [], reach: 'part' }, isGranted: true, isAsked: false }))
  return [...asked.toSorted((a, b) => Number(a.isGranted) - Number(b.isGranted)), ...rest]
}
