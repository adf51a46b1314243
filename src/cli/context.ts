import type { Client } from './client.ts'
import type { Terminal } from './terminal.ts'

/** What every command works with. */
export interface Context {
  readonly client: Client
  /** The client speaks to a machine that was signed in to (`berth login`), not to one that was named or is this one. */
  readonly login: boolean
  readonly terminal: Terminal
  /** Of this program; the engine tells its own. */
  readonly version: string
  readonly data: string
  readonly home: string
  /** Node, and the folder of the built (or, while developing, the written) program. */
  readonly node: string
  readonly source: string
  /** `.ts` while developing, `.js` built. */
  readonly ending: 'ts' | 'js'
  readonly env: Readonly<Record<string, string>>
}
