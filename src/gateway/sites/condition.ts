import { Problem } from '../../model/problem.ts'
import type { Route } from '../protocol.ts'

/**
 * What a visitor meets: `open` the app itself, `paused` a short wait for it, `asleep` the waiting page or
 * a longer wait, `failed` and `shut` a reason.
 */
export type Condition = 'open' | 'paused' | 'asleep' | 'failed' | 'shut'

export function conditionOf(route: Route): Condition {
  switch (route.state) {
    case 'running':
      return 'open'
    case 'paused':
      return 'paused'
    case 'failed':
      return 'failed'
    case 'away':
    case 'gone':
      return 'shut'
    case 'stopped':
      return route.cause?.code === 'switched-off' ? 'shut' : 'asleep'
    default:
      return 'asleep'
  }
}

/** Why nobody gets in where the condition is `failed` or `shut`. */
export function reasonOf(route: Route): Problem {
  const { instance: name, state, cause } = route
  if (state === 'gone') return new Problem('no-app-here', { host: name })
  if (state === 'away') return new Problem('away', { name })
  if (state === 'failed') return new Problem('not-running', { name, reason: cause?.message ?? 'the reason is not known' })
  return new Problem('switched-off', { name })
}
