import type { Clock } from '../kit/clock.ts'
import type { Log } from '../kit/log.ts'
import { Loop } from '../kit/loop.ts'
import type { LocalDb } from '../localdb/localdb.ts'
import type { AuditLine, ClaimBody, Me } from '../model/api.ts'
import { Problem } from '../model/problem.ts'
import { Brakes } from './brakes.ts'
import { Claim } from './claim.ts'
import { goneCookie, readSessionCookie, sessionCookie } from './cookie.ts'
import { may } from './may.ts'
import type { Action } from './may.ts'
import { openMasterKey } from './masterkey.ts'
import type { SubKey } from './masterkey.ts'
import { checkOrigin } from './origin.ts'
import { demandLong, hashPassword } from './password.ts'
import type { Person, RequestFacts } from './person.ts'
import { SessionBook } from './sessions.ts'
import { SignIn } from './signin.ts'
import { TokenBook } from './tokens.ts'

/**
 * Who somebody is, and what they may do here: the claim, the owner's password, sign-ins, tokens, the audit.
 * The API asks it before anything else. It decides about the machine; who may use an app is `model/decision.ts`.
 */
export interface AccessOptions {
  readonly db: LocalDb
  readonly clock: Clock
  /** 32 random bytes, mode 0600, made at the first boot. */
  readonly keyFile: string
  /** Holds the claim code in plain, mode 0600, until there is an owner. */
  readonly claimFile: string
  readonly log?: Log
}

export interface SignedIn {
  readonly me: Me
  /** The `Set-Cookie` header. */
  readonly cookie: string
}

/** How often expired sign-ins are dropped, milliseconds. */
const sweepEvery = 60 * 60_000

/** Throws `master-key` when the key file is not as it must be. */
export async function openAccess(options: AccessOptions): Promise<Access> {
  const key = await openMasterKey(options.keyFile, options.db)
  const claim = new Claim(options.db, options.claimFile)
  await claim.prepare()
  return new Access(options, key, claim, await Brakes.open(options.db, options.clock))
}

export class Access implements AsyncDisposable {
  readonly sessions: SessionBook
  readonly tokens: TokenBook
  readonly audit: { list(limit: number): Promise<AuditLine[]> }
  /** A key for one purpose, derived from the machine's master key; 32 bytes. */
  readonly key: SubKey
  readonly #db: LocalDb
  readonly #clock: Clock
  readonly #claim: Claim
  readonly #signIn: SignIn
  readonly #sweep: Loop

  /** Use `openAccess`. */
  constructor({ db, clock, log }: AccessOptions, key: SubKey, claim: Claim, brakes: Brakes) {
    this.#db = db
    this.#clock = clock
    this.#claim = claim
    this.key = key
    this.sessions = new SessionBook(db, clock)
    this.tokens = new TokenBook(db, clock)
    this.audit = { list: (limit) => db.audit.list(limit) }
    this.#signIn = new SignIn(db, brakes)
    this.#sweep = new Loop({ every: sweepEvery, turn: () => this.sessions.sweep(), onError: (err) => log?.error({ err }, 'expired sign-ins could not be dropped') })
  }

  async claimed(): Promise<boolean> {
    return (await this.#db.people.owner()) !== undefined
  }

  /** What the owner is called; nothing before the claim. */
  async ownerName(): Promise<string | undefined> {
    return (await this.#db.people.owner())?.name
  }

  /** For the machine's administrator only; null when there is an owner or the code is spent. */
  async claimCode(): Promise<string | null> {
    return (await this.#claim.current()) ?? null
  }

  /** For the machine's administrator only. Throws `claimed`. */
  async newClaimCode(): Promise<string> {
    return await this.#claim.renew()
  }

  /** Makes the owner and signs them in, as one. Throws `claimed`, `weak-password`, `claim-code`, `claim-spent`. */
  async claim({ code, name, password }: ClaimBody, facts: RequestFacts): Promise<SignedIn> {
    if (await this.claimed()) throw new Problem('claimed')
    demandLong(password)
    await this.#claim.check(code)
    const hashed = await hashPassword(password)
    const owner = { id: 'owner', role: 'owner' as const, name, password: hashed, created: this.#now() }
    const secret = await this.#db.tx(async (t) => {
      if (!(await this.#claim.holds(t, code))) throw new Problem('claim-spent')
      await t.people.insert(owner)
      await t.audit.add({ at: owner.created, who: name, action: 'claim', object: 'engine', from: facts.from, result: 'ok' })
      return await this.sessions.open(t, owner.id, facts.agent)
    })
    await this.#claim.forget()
    return await this.#signedIn(name, secret, facts)
  }

  /** Throws `unclaimed`, `too-many` with the seconds to wait, `wrong-password`. */
  async signIn(password: string, facts: RequestFacts): Promise<SignedIn> {
    const owner = await this.#db.people.owner()
    if (!owner) throw new Problem('unclaimed')
    const right = await this.#signIn.check(password, facts.from)
    const line = { at: this.#now(), who: right ? owner.name : 'anonymous', action: 'sign in', object: 'engine', from: facts.from }
    const secret = await this.#db.tx(async (t) => {
      await t.audit.add({ ...line, result: right ? 'ok' : 'wrong-password' })
      return right ? await this.sessions.open(t, owner.id, facts.agent) : undefined
    })
    if (secret === undefined) throw new Problem('wrong-password')
    return await this.#signedIn(owner.name, secret, facts)
  }

  /** Ends this sign-in; a `Set-Cookie` header that makes the browser forget it. */
  async signOut(person: Person, facts: RequestFacts): Promise<string> {
    if (person.kind === 'owner' && person.session !== undefined) {
      await this.sessions.revoke(person.session)
      await this.note({ person }, 'sign out', 'engine')
    }
    return goneCookie(facts.scheme)
  }

  /** A new password ends every sign-in. For the machine's administrator only. Throws `unclaimed`, `weak-password`. */
  async setPassword(password: string): Promise<void> {
    const hashed = await hashPassword(password)
    await this.#db.tx(async (t) => {
      const owner = await t.people.owner()
      if (!owner) throw new Problem('unclaimed')
      await t.people.setPassword(owner.id, hashed)
      await t.sessions.removeAll()
    })
    await this.sessions.tell()
  }

  /** Who calls. Credentials that are not good make nobody: there is no second try with the next kind. */
  async who(facts: Pick<RequestFacts, 'local' | 'authorization' | 'cookie' | 'from'>): Promise<Person> {
    const { from } = facts
    const owner = await this.#db.people.owner()
    if (facts.local) return { kind: 'owner', name: owner?.name ?? 'administrator', via: 'local', from }
    if (!owner) return { kind: 'anonymous', from }
    const { name } = owner
    if (facts.authorization !== undefined) {
      const scope = await this.tokens.scopeOf(facts.authorization)
      return scope ? { kind: 'owner', name, via: 'token', scope, from } : { kind: 'anonymous', from }
    }
    const secret = readSessionCookie(facts.cookie)
    const session = secret === undefined ? undefined : await this.sessions.find(secret)
    return session ? { kind: 'owner', name, via: 'session', session: session.id, from } : { kind: 'anonymous', from }
  }

  may(person: Person, action: Action): boolean {
    return may(person, action)
  }

  /** Throws `origin`. */
  checkOrigin(facts: RequestFacts, person: Person): void {
    checkOrigin(facts, person)
  }

  async liveSessions(): Promise<readonly string[]> {
    return await this.sessions.live()
  }

  /** Hears the ids of the good sign-ins after each change, before the one who made it is answered. */
  onSessions(listener: (live: readonly string[]) => void): void {
    this.sessions.onChange(listener)
  }

  /** A line of the audit: who did what. */
  async note({ person }: { readonly person: Person }, action: string, object: string, result: string = 'ok'): Promise<void> {
    const who = person.kind === 'owner' ? `${person.name} (${person.via})` : 'anonymous'
    await this.#db.audit.add({ at: this.#now(), who, action, object, from: person.from, result })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#sweep[Symbol.asyncDispose]()
  }

  async #signedIn(name: string, secret: string, { scheme }: RequestFacts): Promise<SignedIn> {
    await this.sessions.tell()
    return { me: { name, role: 'owner', via: 'session' }, cookie: sessionCookie(secret, scheme) }
  }

  #now(): string {
    return this.#clock.date().toISOString()
  }
}
