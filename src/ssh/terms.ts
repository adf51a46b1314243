import type { Log } from '../kit/log.ts'
import type { Brakes } from './brakes.ts'
import type { Channel } from './channel.ts'
import type { Command } from './command.ts'
import type { ShownKey } from './publickey.ts'

/** What an SSH server needs to be told. `Who` is whatever the keys stand for. */
export interface SshOptions<Who> {
  readonly host: string
  /** 0 takes a free one. */
  readonly port: number
  /** The file of the machine's own key; made where there is none. */
  readonly hostKey: string
  /** Whose key this is; asked for each key that a client shows, and again when it has proven that it holds it. */
  who(key: ShownKey): Promise<Who | undefined>
  /** What is read by whoever has no key that is known: one line or a few. `tried` holds the fingerprints of those shown. */
  stranger(tried: readonly string[]): string
  /** Runs one command: ends with `channel.exit`. `signal` aborts when the client is gone or its key was taken back. A throw is logged and ends it with 1. */
  session(who: Who, command: Command, channel: Channel, signal: AbortSignal): Promise<void>
  readonly brakes?: Partial<Brakes>
  readonly log: Log
}

/** As `SshOptions`, with nothing left open. */
export interface SshTerms<Who> extends SshOptions<Who> {
  readonly brakes: Brakes
}
