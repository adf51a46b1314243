import type { Visitor } from '../../model/visitor.ts'
import type { Route } from '../protocol.ts'
import type { Condition } from '../sites/condition.ts'
import { reasonOf } from '../sites/condition.ts'

/** What a waiting page is told, first in the page itself and then with each change. */
export interface News {
  readonly state: Route['state']
  /** `open`: the app can be opened now. */
  readonly condition: Condition
  readonly title: string
  /** One sentence about what is going on. */
  readonly now: string
  /** Milliseconds it has been going on for, and that it usually takes; null where that is not known. */
  readonly elapsed: number
  readonly expected: number | null
  readonly fix: string | null
  /** For the owner and admins only. */
  readonly log: readonly string[]
}

export function newsOf(route: Route, condition: Condition, visitor: Visitor, now: number): News {
  const { state, title, expected, cause, since } = route
  const bad = condition === 'failed' || condition === 'shut'
  const log = condition === 'failed' && runsIt(visitor) ? (cause?.log ?? []) : []
  const fix = bad ? (cause?.fix ?? reasonOf(route).fix) : null
  return { state, condition, title, now: sentence(route, condition), elapsed: Math.max(0, now - since), expected: onItsWay(state) ? expected : null, fix, log }
}

function runsIt(visitor: Visitor): boolean {
  return visitor.kind === 'person' && (visitor.role === 'owner' || visitor.role === 'admin')
}

function onItsWay(state: Route['state']): boolean {
  return state === 'starting' || state === 'queued' || state === 'stopped'
}

function sentence(route: Route, condition: Condition): string {
  if (condition === 'failed') return route.cause?.message ?? 'It could not be started.'
  if (condition === 'shut') return route.cause?.message ?? reasonOf(route).message
  if (condition === 'open') return 'Ready.'
  return capital(route.step) ?? plain[route.state] ?? 'Starting…'
}

const plain: Partial<Record<Route['state'], string>> = {
  queued: 'Waiting for its turn to start…',
  fetching: 'Being installed…',
  starting: 'Starting…',
  stopping: 'Finishing its last stop, then starting again…',
  paused: 'Waking…',
}

function capital(step: string | null): string | undefined {
  return step ? `${step.charAt(0).toUpperCase()}${step.slice(1)}…` : undefined
}
