/** What keeps strangers from taking all there is. */
export interface Brakes {
  /** Connections at a time from one address, and in all. */
  readonly perAddress: number
  readonly inAll: number
  /** Milliseconds until whoever connects must have shown a key that is known. */
  readonly grace: number
  /** Keys that are looked at in one connection. */
  readonly tries: number
  /** Milliseconds that a connection may be open with nothing asked of it. */
  readonly idle: number
  /** Commands at a time in one connection: a client may share it. */
  readonly sessions: number
}

/** The grace and the sessions are OpenSSH's own; its six tries are few for those with many keys in an agent. */
export const usualBrakes: Brakes = { perAddress: 20, inAll: 200, grace: 30_000, tries: 12, idle: 300_000, sessions: 10 }

/** Counts who is connected. */
export class Turnstile {
  readonly #brakes: Brakes
  readonly #byAddress = new Map<string, number>()
  #all = 0

  constructor(brakes: Brakes) {
    this.#brakes = brakes
  }

  /** One more of this address; `leave` when it is gone. */
  enter(address: string): boolean {
    const here = this.#byAddress.get(address) ?? 0
    if (here >= this.#brakes.perAddress || this.#all >= this.#brakes.inAll) return false
    this.#byAddress.set(address, here + 1)
    this.#all += 1
    return true
  }

  leave(address: string): void {
    const here = this.#byAddress.get(address) ?? 0
    if (here > 1) this.#byAddress.set(address, here - 1)
    else this.#byAddress.delete(address)
    this.#all -= 1
  }
}
