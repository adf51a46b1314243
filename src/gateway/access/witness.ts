import type { Clock } from '../../kit/clock.ts'
import type { Visitor } from '../../model/visitor.ts'
import type { GatewayFrame } from '../protocol.ts'

/** The same is told once in this time, milliseconds. */
const once = 60 * 60_000
/** Told in that time in all: the audit keeps so many lines, and a stranger must not be able to wash it out. */
const most = 200

export type Seen = Omit<Extract<GatewayFrame, { type: 'seen' }>, 'type' | 'who'> & { readonly visitor: Visitor }

/** Tells the engine, for the audit, who was turned away and who came by a link. */
export class Witness {
  readonly #clock: Clock
  readonly #send: (frame: GatewayFrame) => void
  /** What was told, and when (steady milliseconds); the oldest first. */
  readonly #told = new Map<string, number>()

  constructor(clock: Clock, send: (frame: GatewayFrame) => void) {
    this.#clock = clock
    this.#send = send
  }

  saw({ visitor, ...seen }: Seen): void {
    const who = inAudit(visitor)
    const what = JSON.stringify([who, seen.action, seen.instance, seen.from, seen.result])
    const now = this.#clock.steady()
    for (const [old, at] of this.#told) {
      if (now - at < once) break
      this.#told.delete(old)
    }
    if (this.#told.has(what) || this.#told.size >= most) return
    this.#told.set(what, now)
    this.#send({ type: 'seen', who, ...seen })
  }
}

function inAudit(visitor: Visitor): string {
  if (visitor.kind === 'person') return `${visitor.name} (session)`
  if (visitor.kind === 'device') return `${visitor.name} (device)`
  return visitor.kind === 'peer' ? visitor.name : visitor.kind
}
