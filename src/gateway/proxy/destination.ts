import type { Problem } from '../../model/problem.ts'
import type { Demand } from '../sites/demand.ts'
import type { Parking } from '../sites/parking.ts'
import type { Upstream } from './upstream.ts'

/** Where a request goes: an entry of an instance, or the console. */
export interface Destination {
  /** `app`: what a stranger wrote, and Berth's cookies are none of its business. */
  readonly whose: 'app' | 'console'
  /** For sentences. */
  readonly title: string
  readonly parking: Parking
  readonly demand: Demand | undefined
  /** Why nobody gets in, now and for the time being. */
  refusal(): Problem | undefined
  /** The way in, or nothing while one has to wait. */
  upstream(): Upstream | undefined
  /** It did not answer: wait until somebody has looked. */
  unreachable(): void
  /** What is under way to it, and is to end with it. */
  readonly streams: Set<Stream>
}

/** Something under way that can be broken off. */
export interface Stream extends Disposable {
  /** The sign-in without which it would not have been let in, if any. */
  readonly session: string | undefined
}
