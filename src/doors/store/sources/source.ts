import type { Entry } from '../entry.ts'

/** How often a place beyond this machine is asked, milliseconds. */
export const remoteEvery = 15 * 60_000

/** What a wish for files may use. */
export interface Wish {
  readonly signal: AbortSignal
  /** Bytes so far, and of how many where that is known. */
  readonly onBytes?: (done: number, total: number | null) => void
}

/** When the catalogue was last read whole, and what else is known of it. */
export interface Kept {
  readonly refreshed: string
  readonly branches: readonly string[]
}

/** Where a catalogue comes from: a folder, a zip, a repository or a site. What was read whole once is there without a network. */
export interface Source {
  /** Milliseconds until it is worth asking again. */
  readonly every: number
  /** The catalogue as it is on this machine; nothing when it never was. */
  read(): Promise<readonly Entry[] | undefined>
  /** Known of what `read` gives. */
  kept(): Promise<Kept | undefined>
  /** Asks the outside; nothing when there is no news. What was there stays until the new is whole: throws why it is not. */
  refresh(signal: AbortSignal): Promise<readonly Entry[] | undefined>
  /** The folder of an app's files, which are brought here first where they are not. Throws why they cannot be had. */
  app(entry: Entry, wish: Wish): Promise<string>
  /** The file of its picture, brought here first where it is not; nothing when it cannot be had. */
  icon(entry: Entry, signal: AbortSignal): Promise<string | undefined>
  /** Brings what is shown of these before it is asked for. */
  prepare?(entries: readonly Entry[], signal: AbortSignal): Promise<void>
}
