import type { Clock } from '../../kit/clock.ts'
import type { Visitor } from '../../model/decision.ts'
import { cookieValue } from '../http/cookies.ts'
import { sign, verify } from '../tickets.ts'
import type { Claims } from '../tickets.ts'
import { appCookie } from './cookiename.ts'

const anonymous: Visitor = { kind: 'anonymous' }

/** Remembered `Cookie` headers; the oldest go first. */
const most = 4096

/** Who a visitor of an app is, by the cookie the gateway gave them; and the sessions that are still good. */
export class Visitors {
  readonly #clock: Clock
  /** Only good ones: nobody can fill this without having been signed in. */
  readonly #known = new Map<string, Claims>()
  readonly #used = new Map<string, number>()
  #sessions: ReadonlySet<string> = new Set()
  #key: Buffer | undefined
  /** The owner's name. */
  owner = ''

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Another key makes everything that was signed with the old one worthless. */
  set key(text: string) {
    this.#key = Buffer.from(text, 'base64url')
    this.#known.clear()
  }

  set sessions(ids: ReadonlySet<string>) {
    this.#sessions = ids
  }

  /** Who sent this `Cookie` header to this instance. */
  of(instance: string, cookies: string): Visitor {
    if (cookies === '') return anonymous
    const claims = this.#claims(instance, cookies)
    if (!claims || claims.expires <= this.#now() || !this.#sessions.has(claims.session)) return anonymous
    return { kind: 'owner', session: claims.session, name: this.owner }
  }

  /** The text of a new app session for a good ticket, which is thereby used up; nothing for a bad one. */
  admit(instance: string, ticket: string, seconds: number): string | undefined {
    const key = this.#key
    const now = this.#now()
    const claims = key && verify(ticket, { use: 'ticket', instance }, key, now)
    if (!claims || !this.#sessions.has(claims.session) || !this.#spend(claims, now)) return undefined
    return sign({ use: 'session', instance, session: claims.session, expires: now + seconds }, key)
  }

  #claims(instance: string, cookies: string): Claims | undefined {
    const asked = `${instance} ${cookies}`
    const known = this.#known.get(asked)
    if (known) return known
    const value = cookieValue(cookies, appCookie(instance))
    const claims = value && this.#key ? verify(value, { use: 'session', instance }, this.#key, this.#now()) : undefined
    if (claims) this.#remember(asked, claims)
    return claims
  }

  #remember(asked: string, claims: Claims): void {
    const oldest = this.#known.size >= most ? this.#known.keys().next().value : undefined
    if (oldest !== undefined) this.#known.delete(oldest)
    this.#known.set(asked, claims)
  }

  /** False when it was spent before. */
  #spend(ticket: Claims, now: number): boolean {
    for (const [nonce, expires] of this.#used) if (expires <= now) this.#used.delete(nonce)
    if (this.#used.has(ticket.nonce)) return false
    this.#used.set(ticket.nonce, ticket.expires)
    return true
  }

  #now(): number {
    return Math.floor(this.#clock.date().getTime() / 1000)
  }
}
