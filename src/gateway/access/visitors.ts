import type { Clock } from '../../kit/clock.ts'
import { settlePath } from '../../model/path.ts'
import { anonymous } from '../../model/visitor.ts'
import type { Visitor } from '../../model/visitor.ts'
import { cookieValue } from '../http/cookies.ts'
import type { Crowd, Session } from '../protocol.ts'
import { sign, verify } from '../tickets.ts'
import type { Claims } from '../tickets.ts'
import { appCookie } from './cookiename.ts'

/** Remembered `Cookie` headers of one instance; the oldest go first. */
const most = 512

type Link = Extract<Session['of'], { kind: 'link' }>

/** What a request shows of who sent it. */
export interface Shown {
  readonly cookie: string
  /** It came by HTTPS. */
  readonly secure: boolean
}

/** Who a visitor of an app is, by the cookie the gateway gave them; and the sessions that are still good. */
export class Visitors {
  readonly #clock: Clock
  /** By instance (and whether by HTTPS), then by `Cookie` header. Only good ones: nobody can fill this without having been signed in. */
  readonly #known = { plain: new Map<string, Map<string, Claims>>(), secure: new Map<string, Map<string, Claims>>() }
  readonly #used = new Map<string, number>()
  #sessions: ReadonlyMap<string, Visitor> = new Map()
  /** Shared links by their sessions. */
  #links: ReadonlyMap<string, Link> = new Map()
  #key: Buffer | undefined
  /** The machine's open mode: strangers count as paired devices. */
  open = false

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Another key makes everything that was signed with the old one worthless. */
  set key(text: string) {
    this.#key = Buffer.from(text, 'base64url')
    this.#known.plain.clear()
    this.#known.secure.clear()
  }

  /** Who is not in it is nobody from now on. */
  set crowd({ sessions, open }: Crowd) {
    this.#sessions = new Map(sessions.map((session) => [session.id, visitorOf(session)]))
    this.#links = new Map(sessions.flatMap(({ id, of }) => (of.kind === 'link' ? [[id, of] as const] : [])))
    this.open = open
  }

  /** Whom a session stands for now; nothing for one that is no more. */
  by(session: string): Visitor | undefined {
    return this.#sessions.get(session)
  }

  /** Who shows this to this instance. */
  of(instance: string, { cookie, secure }: Shown): Visitor {
    if (cookie === '') return anonymous
    const claims = this.#claims(instance, cookie, secure)
    const now = this.#now()
    if (!claims || claims.expires <= now || (this.#links.get(claims.session)?.expires ?? Infinity) <= now) return anonymous
    return this.#sessions.get(claims.session) ?? anonymous
  }

  /** The text of a new app session for a good ticket, which is thereby used up; nothing for a bad one. */
  admit(instance: string, ticket: string, seconds: number): string | undefined {
    const key = this.#key
    const now = this.#now()
    const claims = key && verify(ticket, { use: 'ticket', instance }, key, now)
    if (!claims || !this.#sessions.has(claims.session) || !this.#spend(claims, now)) return undefined
    return sign({ use: 'session', instance, session: claims.session, expires: now + seconds }, key)
  }

  /** The same for a shared link, which can be used until it ends; and where it leads. */
  admitLink(instance: string, link: string, seconds: number): { readonly session: string; readonly path: string } | undefined {
    const key = this.#key
    const now = this.#now()
    const claims = key && verify(link, { use: 'link', instance }, key, now)
    const of = claims && this.#links.get(claims.session)
    if (!claims || of?.instance !== instance) return undefined
    const expires = Math.min(now + seconds, claims.expires)
    return { session: sign({ use: 'session', instance, session: claims.session, expires }, key), path: of.path }
  }

  #claims(instance: string, cookies: string, secure: boolean): Claims | undefined {
    const byInstance = secure ? this.#known.secure : this.#known.plain
    const known = byInstance.get(instance)?.get(cookies)
    if (known) return known
    const value = cookieValue(cookies, appCookie(instance, secure))
    const claims = value && this.#key ? verify(value, { use: 'session', instance }, this.#key, this.#now()) : undefined
    if (claims) remember(byInstance, instance, cookies, claims)
    return claims
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

function remember(byInstance: Map<string, Map<string, Claims>>, instance: string, cookies: string, claims: Claims): void {
  const known = byInstance.get(instance) ?? new Map<string, Claims>()
  byInstance.set(instance, known)
  const oldest = known.size >= most ? known.keys().next().value : undefined
  if (oldest !== undefined) known.delete(oldest)
  known.set(cookies, claims)
}

function visitorOf({ id: session, of }: Session): Visitor {
  switch (of.kind) {
    case 'person':
      return { ...of, session }
    case 'device':
      return { ...of, session }
    case 'link':
      return { kind: 'link', session, instance: of.instance, path: settlePath(of.path)?.decided ?? of.path }
  }
}
