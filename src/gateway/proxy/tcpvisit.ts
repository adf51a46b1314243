import type { Socket } from 'node:net'
import type { Target } from '../protocol.ts'
import type { SiteEntry } from '../sites/entry.ts'
import type { Parked } from '../sites/parking.ts'
import type { Stream } from './destination.ts'
import { Tunnel } from './tunnel.ts'
import { placeOf } from './upstream.ts'

/** One TCP connection on its way to an app: waits until the app runs, then is passed through as it is. */
export class TcpVisit implements Parked, Stream {
  readonly session = undefined
  readonly path = undefined
  readonly #near: Socket
  readonly #entry: SiteEntry
  readonly #reach: (target: Target) => Socket
  #far: Socket | undefined
  #place: string | undefined
  #over = false

  constructor(near: Socket, entry: SiteEntry, reach: (target: Target) => Socket) {
    this.#near = near
    this.#entry = entry
    this.#reach = reach
    entry.demand.enter()
    entry.begin(this)
    near.once('close', () => this.#closed())
    near.on('error', () => near.destroy())
  }

  get place(): string | undefined {
    return this.#place
  }

  go(): void {
    const target = this.#entry.target()
    if (target) return this.#connect(target)
    if (this.#entry.refusal()) return this.giveUp()
    this.#entry.parking.park(this)
  }

  [Symbol.dispose](): void {
    this.#near.destroy()
    this.#far?.destroy()
  }

  giveUp(): void {
    this.#near.destroy()
  }

  #connect(target: Target): void {
    const far = this.#reach(target)
    this.#far = far
    this.#place = placeOf(target)
    const failed = () => {
      far.destroy()
      this.#entry.unreachable()
      if (this.#over) return
      this.#entry.end(this)
      this.#place = undefined
      this.#entry.begin(this)
      this.go()
    }
    far.once('error', failed)
    far.once('timeout', failed)
    far.once('connect', () => {
      far.off('error', failed)
      far.off('timeout', failed)
      far.setTimeout(0)
      new Tunnel(this.#near, far, () => undefined)
    })
  }

  #closed(): void {
    if (this.#over) return
    this.#over = true
    this.#entry.parking.forget(this)
    this.#entry.end(this)
    if (this.#far?.connecting) this.#far.destroy()
    this.#entry.demand.leave()
  }
}
