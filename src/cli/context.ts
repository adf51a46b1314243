import type { Client } from './client.ts'
import type { Terminal } from './terminal.ts'

/** What every command works with. */
export interface Context {
  readonly client: Client
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
