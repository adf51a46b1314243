import type { Dispatcher } from 'undici'
import type { Target } from '../protocol.ts'
import { Pool } from './pool.ts'

type Address = { readonly target: Target } | { readonly socketPath: string }

/**
 * Kept-alive connections to one listener behind the gateway. Nothing here has a time limit but the
 * handshake: a stream may be silent for as long as its two ends like.
 */
export class Upstream {
  readonly #address: Address
  readonly #pool: Pool
  /** `host:port` of the listener; nothing for a socket of the machine. */
  readonly place: string | undefined
  #closing = false

  constructor(address: Address, connectTimeout: number) {
    this.#address = address
    this.place = 'target' in address ? placeOf(address.target) : undefined
    const at = 'target' in address ? `http://${hostOf(address.target)}:${address.target.port}` : 'http://engine'
    this.#pool = new Pool(at, {
      connect: { timeout: connectTimeout, noDelay: true, ...('socketPath' in address ? { socketPath: address.socketPath } : {}) },
      headersTimeout: 0,
      bodyTimeout: 0,
      keepAliveTimeout: 4_000,
      maxHeaderSize: 64 * 1024,
      pipelining: 1,
      allowH2: false,
    })
  }

  /** Whether new requests for this target may use it. */
  leadsTo(target: Target): boolean {
    if (this.#closing || !('target' in this.#address)) return false
    return this.#address.target.host === target.host && this.#address.target.port === target.port
  }

  /** For a client that is not this pool's. */
  get address(): { readonly host: string; readonly port: number } | { readonly socketPath: string } {
    return 'target' in this.#address ? this.#address.target : this.#address
  }

  get socketPath(): string | undefined {
    return 'socketPath' in this.#address ? this.#address.socketPath : undefined
  }

  dispatch(options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): void {
    this.#pool.dispatch(options, handler)
  }

  /** Takes no more requests; what is open may end by itself. */
  async close(): Promise<void> {
    if (this.#closing) return
    this.#closing = true
    await this.#pool.close()
  }

  /** Ends what is open, too. */
  async destroy(): Promise<void> {
    this.#closing = true
    await this.#pool.destroy()
  }
}

/** A target as the engine hears of it. */
export function placeOf({ host, port }: Target): string {
  return `${host}:${port}`
}

function hostOf(target: Target): string {
  return target.host.includes(':') ? `[${target.host}]` : target.host
}
