import { pauseAfter } from '../../kit/backoff.ts'
import type { Clock } from '../../kit/clock.ts'
import type { Destination, Stream } from '../proxy/destination.ts'
import { Upstream } from '../proxy/upstream.ts'
import type { GatewaySettings } from '../settings.ts'
import { Parking } from './parking.ts'

/** The engine's console and API. While the engine restarts, its visitors wait. */
export class ConsoleEntry implements Destination, Disposable {
  readonly whose = 'console'
  readonly title = 'The console'
  readonly demand = undefined
  readonly parking: Parking
  readonly #streams = new Set<Stream>()
  readonly #settings: GatewaySettings
  #upstream: Upstream | undefined
  #pause: NodeJS.Timeout | undefined
  #failures = 0

  constructor(settings: GatewaySettings, clock: Clock) {
    this.#settings = settings
    const nothing = () => undefined
    this.parking = new Parking({ clock, places: settings.parked, time: settings.parkTime, name: () => this.title, onPark: nothing, onLeave: nothing })
  }

  /** The engine says where it listens; told again, it is there again. */
  listensAt(socketPath: string): void {
    if (this.#upstream?.socketPath !== socketPath) {
      void this.#upstream?.close()
      this.#upstream = new Upstream({ socketPath }, this.#settings.connectTime)
    }
    this.#failures = 0
    this.#tryAgain()
  }

  tell(): undefined {
    return undefined
  }

  begin(stream: Stream): void {
    this.#streams.add(stream)
  }

  end(stream: Stream): void {
    this.#streams.delete(stream)
  }

  refusal(): undefined {
    return undefined
  }

  upstream(): Upstream | undefined {
    return this.#pause ? undefined : this.#upstream
  }

  unreachable(): void {
    if (this.#pause) return
    this.#failures++
    this.#pause = setTimeout(() => this.#tryAgain(), pauseAfter(this.#failures, { first: 100, cap: 1_000 }))
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#pause)
    void this.#upstream?.destroy()
    for (const stream of [...this.#streams]) stream[Symbol.dispose]()
  }

  #tryAgain(): void {
    clearTimeout(this.#pause)
    this.#pause = undefined
    this.parking.release()
  }
}
