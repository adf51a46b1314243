import type { Clock } from '../../kit/clock.ts'
import type { Identity } from '../access/identity.ts'
import type { Permit } from '../access/permit.ts'
import type { Visitors } from '../access/visitors.ts'
import type { Witness } from '../access/witness.ts'
import type { Site } from '../sites/site.ts'
import type { Visit } from '../visit.ts'

/** What the gateway's own addresses on an app's origin need. */
export interface OwnOptions {
  readonly clock: Clock
  readonly visitors: Visitors
  readonly permit: Permit
  readonly identity: Identity
  readonly witness: Witness
  /** Where this visitor finds the console: `http://berth.example.org`. */
  readonly consoleUrl: (visit: Visit) => string
  readonly sessionSeconds: number
  readonly onRetry: (site: Site) => void
}

/** The path that a waiting page stands for. */
export function pathOf(visit: Visit): string {
  const path = new URLSearchParams(visit.query).get('path')
  return path?.startsWith('/') ? path : '/'
}
