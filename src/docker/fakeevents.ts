import { Problem } from '../model/problem.ts'
import type { DockerEvent } from './docker.ts'

interface Follower {
  readonly engine: string
  readonly waiting: DockerEvent[]
  wake: () => void
  broken: boolean
}

/** The fake's stream of events: each follower sees its own engine's, in order, from when it began. */
export class FakeEvents {
  readonly #followers = new Set<Follower>()

  tell(engine: string, event: DockerEvent): void {
    for (const follower of this.#followers) {
      if (follower.engine !== engine) continue
      follower.waiting.push(event)
      follower.wake()
    }
  }

  /** Every stream ends badly, as when the daemon goes. */
  break(): void {
    for (const follower of this.#followers) {
      follower.broken = true
      follower.wake()
    }
  }

  follow(engine: string, signal: AbortSignal): AsyncIterable<DockerEvent> {
    const follower: Follower = { engine, waiting: [], wake: () => undefined, broken: false }
    this.#followers.add(follower)
    const end = (): void => follower.wake()
    signal.addEventListener('abort', end)
    return this.#pour(follower, signal)
  }

  async *#pour(follower: Follower, signal: AbortSignal): AsyncIterable<DockerEvent> {
    try {
      for (; !signal.aborted; await more(follower, signal)) yield* follower.waiting.splice(0)
    } finally {
      this.#followers.delete(follower)
    }
  }
}

/** Until there is something to tell, or the stream ends; throws when it was broken. */
async function more(follower: Follower, signal: AbortSignal): Promise<void> {
  demandWhole(follower)
  if (follower.waiting.length === 0 && !signal.aborted) await new Promise<void>((resolve) => (follower.wake = resolve))
  demandWhole(follower)
}

function demandWhole({ broken }: Follower): void {
  if (broken) throw new Problem('docker-down', { socket: 'fake' })
}
