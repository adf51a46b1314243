import type { InstanceName } from '../../../model/names.ts'
import type { Repository } from '../../../git/repository.ts'

/** A push that was let in, until its git ends. */
export interface Push<Who> {
  readonly project: InstanceName
  readonly who: Who
  readonly repository: Repository
  /** Hooks that have asked: each does once. */
  readonly asked: Set<string>
  /** Aborts when nobody follows the push any more. */
  readonly signal: AbortSignal
}
