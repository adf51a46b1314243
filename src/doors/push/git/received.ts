import type { Quarantine } from '../../../git/quarantine.ts'
import type { InstanceName } from '../../../model/names.ts'

/** One ref that a push moves. `before` is null where it is new, `after` where it is deleted; both are full object names. */
export interface Change {
  /** Whole: `refs/heads/main`, `refs/tags/v1`. */
  readonly ref: string
  readonly before: string | null
  readonly after: string | null
}

/** What one push brought, by whoever was let in. */
export interface Received<Who> {
  readonly project: InstanceName
  readonly who: Who
  readonly changes: readonly Change[]
}

/** Before the push is taken. `quarantine` is null where git made none (a push of nothing but deletions). */
export interface Receiving<Who> extends Received<Who> {
  readonly quarantine: Quarantine | null
}

/** One line for the terminal of whoever pushes; git puts `remote: ` before it. */
export type Say = (line: string) => void

/**
 * Who is asked and told about pushes. `signal` aborts when nobody follows any more (the pusher pressed Ctrl-C, or the
 * connection fell): the saying then goes nowhere, and what was begun goes on unless the listener ends it.
 */
export interface PushListener<Who> {
  /** All refs are taken, or, on false, none. A throw is said as it is and takes none. */
  before(received: Receiving<Who>, say: Say, signal: AbortSignal): Promise<boolean>
  /** The refs are moved: the push stands, whatever this does. The pusher's git waits for its end. */
  after(received: Received<Who>, say: Say, signal: AbortSignal): Promise<void>
}
