import { createHash, createPrivateKey, createPublicKey, sign } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import type { Clock } from '../../kit/clock.ts'
import type { Visitor } from '../../model/visitor.ts'
import { headerValue } from '../http/headervalue.ts'

/** Seconds a statement is good for, and after which a new one is made: what an app holds is never older than that. */
const life = 300
const fresh = 240

interface Made {
  /** Lines of a header: name, value, name, value … */
  readonly lines: readonly string[]
  readonly at: number
}

const nothing: readonly string[] = []

type Somebody = Extract<Visitor, { kind: 'person' | 'device' }>

/**
 * What an app can verify of its visitor: a JWT (RFC 7519) signed with ES256, for this app alone (`aud`), from this machine
 * (`iss`). The public key is at `/.berth/jwks.json` on every app's own address.
 */
export class Identity {
  readonly #clock: Clock
  /** By visitor, then by instance: whoever is somebody else from now on is another object. */
  #made = new WeakMap<Somebody, Map<string, Made>>()
  #key: KeyObject | undefined
  #issuer = ''
  #head = ''
  #jwks = '{"keys":[]}'

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** `key`: a private JWK on P-256. */
  take({ issuer, key }: { readonly issuer: string; readonly key: Readonly<Record<string, string>> }): void {
    this.#key = createPrivateKey({ key: key, format: 'jwk' })
    const { kty, crv, x, y } = createPublicKey(this.#key).export({ format: 'jwk' })
    // RFC 7638: the members in this order and nothing else.
    const kid = createHash('sha256').update(JSON.stringify({ crv, kty, x, y })).digest('base64url')
    this.#issuer = issuer
    this.#head = encoded({ alg: 'ES256', typ: 'JWT', kid })
    this.#jwks = JSON.stringify({ keys: [{ kty, crv, x, y, kid, alg: 'ES256', use: 'sig' }] })
    this.#made = new WeakMap()
  }

  get jwks(): string {
    return this.#jwks
  }

  /**
   * What every app is told of somebody who is signed in, in the words that self-hosted apps know (`Remote-*`), and signed
   * (`X-Berth-Identity`). Of strangers and holders of a link nothing is said.
   */
  lines(instance: string, visitor: Visitor): readonly string[] {
    if (visitor.kind !== 'person' && visitor.kind !== 'device') return nothing
    const now = Math.floor(this.#clock.date().getTime() / 1000)
    const known = this.#made.get(visitor) ?? new Map<string, Made>()
    const made = known.get(instance)
    if (made && now - made.at < fresh && now >= made.at) return made.lines
    const lines = this.#say(instance, visitor, now)
    this.#made.set(visitor, known.set(instance, { lines, at: now }))
    return lines
  }

  #say(instance: string, visitor: Somebody, now: number): readonly string[] {
    const id = visitor.kind === 'person' ? visitor.id : `device-${visitor.id}`
    const lines = ['Remote-User', id, 'Remote-Name', headerValue(visitor.name)]
    if (visitor.kind === 'person' && visitor.groups.length > 0) lines.push('Remote-Groups', headerValue(visitor.groups.join(',')))
    if (this.#key) lines.push('X-Berth-Identity', this.#sign(this.#key, instance, visitor, now))
    return lines
  }

  #sign(key: KeyObject, aud: string, visitor: Somebody, iat: number): string {
    const { kind, name } = visitor
    const more = visitor.kind === 'person' ? { role: visitor.role, groups: visitor.groups } : {}
    const sub = kind === 'person' ? visitor.id : `device:${visitor.id}`
    const text = `${this.#head}.${encoded({ iss: this.#issuer, aud, sub, kind, name, ...more, iat, exp: iat + life })}`
    return `${text}.${sign('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`
  }
}

function encoded(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}
