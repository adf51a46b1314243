import type { Backoff } from '../../../kit/backoff.ts'
import type { Clock } from '../../../kit/clock.ts'
import type { InstanceName } from '../../../model/names.ts'
import type { ConnectionId, Told } from '../../../model/preview.ts'
import type { Problem } from '../../../model/problem.ts'
import type { Target } from './tell.ts'
import type { AnswerFacts } from './phase.ts'

/** A preview, and through whom it is told of. */
export interface Case {
  readonly connection: ConnectionId
  /** `org/repo`, as it is called now. */
  readonly path: string
  readonly facts: AnswerFacts
}

/** What answering needs of its door. */
export interface AnswersOptions {
  /** Whom there may be something to tell of, at the start. */
  readonly names: () => Promise<readonly InstanceName[]>
  /** As it is now; undefined where the row is gone. */
  readonly look: (name: InstanceName) => Promise<Case | undefined>
  /** Writes `told` of the row, and nothing else of it. */
  readonly save: (name: InstanceName, told: Told) => Promise<void>
  /** Undefined where the connection is gone, or is known not to work: then nothing is asked until `renew`. */
  readonly client: (connection: ConnectionId) => Promise<Target['client'] | undefined>
  /** The connection does not work any more: its cause is to be set. */
  readonly onDenied: (connection: ConnectionId, why: Problem) => Promise<void>
  /** All that there is to say was said: one that has ended may be forgotten. */
  readonly onTold: (name: InstanceName) => Promise<void>
  readonly onError: (error: unknown, name: InstanceName | null) => void
  /** Between tries: 1 second doubling to 5 minutes where nothing is said. */
  readonly pause?: Backoff
  readonly clock?: Clock
}

export const usualPause: Backoff = { first: 1000, cap: 5 * 60_000 }
