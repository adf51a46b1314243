import { X509Certificate } from 'node:crypto'
import type { Clock } from '../../kit/clock.ts'
import { Problem } from '../../model/problem.ts'
import type { Issued, Issuer } from '../issuer.ts'
import type { Vault } from '../vault.ts'
import { permits } from './constraints.ts'
import { mobileconfig } from './mobileconfig.ts'
import type { Pair } from './sign.ts'

const entry = 'authority'
/** A certificate or a key in PEM. */
const block = /-----BEGIN ([A-Z ]+)-----[^-]+-----END \1-----\n?/g

export interface AuthorityOptions {
  readonly vault: Vault
  readonly clock: Clock
  /** What people will find it by in their device's list, when it is made now. */
  readonly name: string
}

/** This machine's own certificate authority: made once, then the same for ever, since devices trust this one key. */
export class Authority implements Issuer {
  readonly id: string
  readonly name: string
  /** SHA-256 of the certificate, in pairs of digits. */
  readonly fingerprint: string
  readonly expires: Date
  readonly #pair: Pair
  readonly #clock: Clock

  private constructor(pair: Pair, clock: Clock) {
    const certificate = new X509Certificate(pair.certificate)
    this.#pair = pair
    this.#clock = clock
    this.name = /^CN=(.*)$/m.exec(certificate.subject)?.[1] ?? 'Berth'
    this.fingerprint = certificate.fingerprint256
    this.expires = new Date(certificate.validTo)
    this.id = `authority ${this.fingerprint}`
  }

  /** The one that there is, or nothing. */
  static async find({ vault, clock }: Pick<AuthorityOptions, 'vault' | 'clock'>): Promise<Authority | undefined> {
    const text = await vault.get(entry)
    return text === undefined ? undefined : new Authority(parsePair(text), clock)
  }

  static async open(options: AuthorityOptions): Promise<Authority> {
    const there = await Authority.find(options)
    if (there) return there
    const { makeAuthority } = await import('./sign.ts')
    const pair = await makeAuthority(options.name)
    await options.vault.put(entry, `${pair.certificate.trim()}\n${pair.key}`)
    return new Authority(pair, options.clock)
  }

  /** Throws `not-local` for a name that it may not vouch for. */
  async issue(names: readonly string[]): Promise<Issued> {
    const foreign = names.filter((name) => !permits(name))
    if (foreign.length > 0) throw new Problem('not-local', { names: foreign.join(', ') })
    const { signFor } = await import('./sign.ts')
    return await signFor(names, this.#pair, this.#clock.date().getTime())
  }

  get pem(): string {
    return this.#pair.certificate.trim() + '\n'
  }

  get der(): Buffer {
    return new X509Certificate(this.#pair.certificate).raw
  }

  /** For iOS, iPadOS and macOS. */
  get profile(): string {
    return mobileconfig({ name: this.name, der: this.der })
  }
}

/** As it lies in the vault: one after the other. */
function parsePair(text: string): Pair {
  const [certificate = '', key = ''] = text.match(block) ?? []
  return { certificate, key }
}
