import type { FeedMessage } from '../model/api.ts'

type Viewer = (message: FeedMessage) => void

/** What of a message is for this viewer; nothing where none of it is. */
export type Sieve = (message: FeedMessage) => FeedMessage | undefined

/**
 * The live feed: each viewer gets a snapshot and then every change in order. A change that comes while a
 * snapshot is gathered is told after it, so nothing is missed and nothing is older than the snapshot.
 */
export class Feed {
  readonly #viewers = new Map<Viewer, FeedMessage[] | null>()
  readonly #snapshot: () => Promise<FeedMessage>

  constructor(snapshot: () => Promise<FeedMessage>) {
    this.#snapshot = snapshot
  }

  /** Ends with the returned function. */
  async join(tell: Viewer, sieve: Sieve = (message) => message): Promise<() => void> {
    const viewer: Viewer = (message) => {
      const sifted = sieve(message)
      if (sifted) tell(sifted)
    }
    const missed: FeedMessage[] = []
    this.#viewers.set(viewer, missed)
    viewer(await this.#snapshot())
    for (const message of missed) viewer(message)
    if (this.#viewers.has(viewer)) this.#viewers.set(viewer, null)
    return () => this.#viewers.delete(viewer)
  }

  tell(message: FeedMessage): void {
    for (const [viewer, missed] of this.#viewers) {
      if (missed) missed.push(message)
      else viewer(message)
    }
  }
}
