import type { Duplex } from 'node:stream'

/**
 * Two sockets as one, both ways, until both have ended or one is broken. What one side says when it
 * ends still reaches the other. Closing it breaks both.
 */
export class Tunnel implements Disposable {
  readonly #near: Duplex
  readonly #far: Duplex
  readonly #onClose: () => void
  #open = 2

  constructor(near: Duplex, far: Duplex, onClose: () => void) {
    this.#near = near
    this.#far = far
    this.#onClose = onClose
    this.#join(near, far)
    this.#join(far, near)
    near.pipe(far)
    far.pipe(near)
  }

  [Symbol.dispose](): void {
    this.#near.destroy()
    this.#far.destroy()
  }

  #join(one: Duplex, other: Duplex): void {
    one.on('error', () => other.destroy())
    one.once('close', () => {
      if (!one.readableEnded) other.destroy()
      if (--this.#open === 0) this.#onClose()
    })
  }
}
