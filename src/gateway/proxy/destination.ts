import type { Problem } from '../../model/problem.ts'
import type { RequestHead } from '../http/head.ts'
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
  /** What it is told of the visitor who asks for this path; nothing: the lines of the head go on as they are. */
  tell(head: RequestHead, path: string): Told | undefined
  /** Something is under way to it, and is to end with it. */
  begin(stream: Stream): void
  end(stream: Stream): void
}

/** The lines of a request's header as they go on. */
export interface Told {
  readonly lines: string[]
  /** The sign-in they speak of: with it, they are true no more. */
  readonly session: string | undefined
  /** Whether only the gateway may say it, in front of the body or behind it. */
  isDeclared(name: string): boolean
}

/** Something under way that can be broken off. */
export interface Stream extends Disposable {
  /** The sign-in without which it would not have been let in, if any. */
  readonly session: string | undefined
  /** What was asked for, without its query; nothing for a plain stream, which has no paths. */
  readonly path: string | undefined
  /** `host:port` it goes to; nothing while it waits. */
  readonly place: string | undefined
}
