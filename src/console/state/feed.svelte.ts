import type { FeedMessage } from '../../model/api.ts'
import { apply, nothingKnown } from './picture.ts'
import type { Picture } from './picture.ts'
import { newsIn } from './news.ts'

/** Pauses between tries to reach the machine again, milliseconds. */
const pauses = [500, 1000, 2000, 4000, 8000, 15_000] as const

/**
 * The live feed: what is known of the machine, and whether that is still being told. When the line is lost the
 * last picture stays, and the line is taken up again by itself.
 */
class Feed {
  picture = $state.raw<Picture>(nothingKnown)
  line = $state<'opening' | 'live' | 'lost'>('opening')
  /** Whether there ever was a picture. */
  known = $state(false)
  /** The latest change in words. */
  news = $state('')
  #socket: WebSocket | undefined
  #timer: ReturnType<typeof setTimeout> | undefined
  #failures = 0
  #onLost: () => Promise<boolean> = () => Promise.resolve(true)

  /** `onLost` says whether to try again (not when one is signed out). The returned function closes the feed. */
  open(onLost: () => Promise<boolean>): () => void {
    this.#onLost = onLost
    this.line = 'opening'
    this.#connect()
    const atOnce = (): void => this.#hurry()
    addEventListener('online', atOnce)
    document.addEventListener('visibilitychange', atOnce)
    return () => {
      removeEventListener('online', atOnce)
      document.removeEventListener('visibilitychange', atOnce)
      this.#close()
    }
  }

  #connect(): void {
    clearTimeout(this.#timer)
    const socket = new WebSocket(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/api/feed`)
    this.#socket = socket
    socket.addEventListener('message', ({ data }) => this.#take(JSON.parse(String(data)) as FeedMessage))
    socket.addEventListener('close', () => {
      if (this.#socket === socket) void this.#lost()
    })
  }

  #take(message: FeedMessage): void {
    this.news = newsIn(this.picture, message) ?? this.news
    this.picture = apply(this.picture, message)
    if (message.type !== 'snapshot') return
    this.line = 'live'
    this.known = true
    this.#failures = 0
  }

  async #lost(): Promise<void> {
    this.line = 'lost'
    const socket = this.#socket
    const again = await this.#onLost()
    if (!again || this.#socket !== socket) return
    const pause = pauses[Math.min(this.#failures, pauses.length - 1)] ?? 0
    this.#failures += 1
    this.#timer = setTimeout(() => this.#connect(), pause)
  }

  /** The network is back or somebody looks again: no need to wait for the pause. */
  #hurry(): void {
    if (this.line !== 'lost' || document.visibilityState !== 'visible') return
    if (this.#socket?.readyState === WebSocket.CLOSED) this.#connect()
  }

  #close(): void {
    clearTimeout(this.#timer)
    const socket = this.#socket
    this.#socket = undefined
    socket?.close()
    this.picture = nothingKnown
    this.known = false
  }
}

export const feed = new Feed()
