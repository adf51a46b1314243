import { createHash, createPrivateKey, createPublicKey, sign } from 'node:crypto'
import type { JsonWebKey, KeyObject } from 'node:crypto'
import type { Clock } from '../../kit/clock.ts'
import type { Visitor } from '../../model/visitor.ts'

/** Seconds a statement is good for, and after which a new one is made: what an app holds is never older than that. */
const life = 300
const fresh = 240
/** Statements kept; the oldest go first. */
const most = 4096

interface Made {
  readonly text: string
  readonly at: number
}

type Somebody = Extract<Visitor, { kind: 'person' | 'device' }>

/**
 * What an app can verify of its visitor: a JWT (RFC 7519) signed with ES256, for this app alone (`aud`), from this machine
 * (`iss`). The public key is at `/.berth/jwks.json` on every app's own address.
 */
export class Identity {
  readonly #clock: Clock
  readonly #made = new Map<string, Made>()
  #key: KeyObject | undefined
  #issuer = ''
  #head = ''
  #jwks = '{"keys":[]}'

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** `key`: a private JWK on P-256. */
  take({ issuer, key }: { readonly issuer: string; readonly key: Readonly<Record<string, string>> }): void {
    this.#key = createPrivateKey({ key: key as JsonWebKey, format: 'jwk' })
    const { kty, crv, x, y } = createPublicKey(this.#key).export({ format: 'jwk' })
    // RFC 7638: the members in this order and nothing else.
    const kid = createHash('sha256').update(JSON.stringify({ crv, kty, x, y })).digest('base64url')
    this.#issuer = issuer
    this.#head = encoded({ alg: 'ES256', typ: 'JWT', kid })
    this.#jwks = JSON.stringify({ keys: [{ kty, crv, x, y, kid, alg: 'ES256', use: 'sig' }] })
    this.#made.clear()
  }

  get jwks(): string {
    return this.#jwks
  }

  /** Nothing before the engine has told. */
  of(instance: string, visitor: Somebody): string | undefined {
    if (!this.#key) return undefined
    const asked = `${instance} ${visitor.session}`
    const now = Math.floor(this.#clock.date().getTime() / 1000)
    const made = this.#made.get(asked)
    if (made && now - made.at < fresh && now >= made.at) return made.text
    const text = this.#sign(this.#key, instance, visitor, now)
    this.#remember(asked, { text, at: now })
    return text
  }

  /** Somebody may have another name, other groups or none any more. */
  forget(): void {
    this.#made.clear()
  }

  #sign(key: KeyObject, aud: string, visitor: Somebody, iat: number): string {
    const { kind, name } = visitor
    const more = visitor.kind === 'person' ? { role: visitor.role, groups: visitor.groups } : {}
    const sub = kind === 'person' ? visitor.id : `device:${visitor.id}`
    const text = `${this.#head}.${encoded({ iss: this.#issuer, aud, sub, kind, name, ...more, iat, exp: iat + life })}`
    return `${text}.${sign('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`
  }

  #remember(asked: string, made: Made): void {
    const oldest = this.#made.size >= most ? this.#made.keys().next().value : undefined
    if (oldest !== undefined) this.#made.delete(oldest)
    this.#made.set(asked, made)
  }
}

function encoded(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}
