import type { SecureContext } from 'node:tls'
import type { Log } from '../../kit/log.ts'
import type { Certificate } from '../protocol.ts'
import { newContext } from './context.ts'

/** A certificate; what OpenSSL makes of it is made when it is first asked for, since there may be one for each app. */
class Held {
  readonly certificate: Certificate
  #context: SecureContext | undefined

  constructor(certificate: Certificate) {
    this.certificate = certificate
  }

  is({ chain, key }: Certificate): boolean {
    return this.certificate.chain === chain && this.certificate.key === key
  }

  get context(): SecureContext {
    return (this.#context ??= newContext(this.certificate))
  }
}

/** The certificates there are, and for which names. Another set takes nothing from the connections that are open. */
export class Certificates {
  readonly #log: Log
  #byName: ReadonlyMap<string, Held> = new Map()

  constructor(log: Log) {
    this.#log = log
  }

  get empty(): boolean {
    return this.#byName.size === 0
  }

  /** Of two for one name the first counts. */
  take(all: readonly Certificate[]): void {
    const before = [...new Set(this.#byName.values())]
    const byName = new Map<string, Held>()
    for (const one of all) {
      const held = before.find((known) => known.is(one)) ?? new Held(one)
      const names = one.names.map(plain).filter((name) => !byName.has(name))
      for (const name of names) byName.set(name, held)
    }
    this.#byName = byName
  }

  has(name: string): boolean {
    return this.#find(name) !== undefined
  }

  /** For this name exactly, else by a wildcard for its last label but one; nothing where there is none, or it is broken. */
  contextFor(name: string): SecureContext | undefined {
    try {
      return this.#find(name)?.context
    } catch (err) {
      this.#log.error({ name, err }, 'a certificate is no good')
      return undefined
    }
  }

  /** For visitors who name nobody: the one for the address they came to, as `Socket.localAddress` writes it. */
  forAddress(address: string | undefined): Certificate | undefined {
    const name = address?.replace(/^::ffff:/, '')
    return name !== undefined && this.contextFor(name) ? this.#byName.get(name)?.certificate : undefined
  }

  #find(given: string): Held | undefined {
    if (this.empty) return undefined
    const name = plain(given)
    const dot = name.indexOf('.')
    return this.#byName.get(name) ?? (dot > 0 ? this.#byName.get(`*${name.slice(dot)}`) : undefined)
  }
}

function plain(name: string): string {
  const lower = name.toLowerCase()
  return lower.endsWith('.') ? lower.slice(0, -1) : lower
}
