import type { Clock } from '../kit/clock.ts'
import type { Log } from '../kit/log.ts'
import { Loop } from '../kit/loop.ts'
import type { Scrubber } from '../kit/scrubber.ts'
import type { AuditWish } from '../localdb/audit.ts'
import type { LocalDb } from '../localdb/localdb.ts'
import type { AuditLine, ClaimBody, Me } from '../model/api.ts'
import type { PairBody } from '../model/device.ts'
import type { JoinBody, JoinLook } from '../model/invitation.ts'
import { PersonId } from '../model/person.ts'
import { Problem } from '../model/problem.ts'
import { Brakes } from './brakes.ts'
import { Claim } from './claim.ts'
import { goneCookie } from './cookie.ts'
import { Crowd } from './crowd.ts'
import { DeviceBook } from './devices.ts'
import { GroupBook } from './groups.ts'
import { Guests } from './guests.ts'
import { InvitationBook } from './invitations.ts'
import { LinkBook } from './links.ts'
import { may } from './may.ts'
import type { Action } from './may.ts'
import { openMasterKey } from './masterkey.ts'
import type { SubKey } from './masterkey.ts'
import { Opening } from './opening.ts'
import { checkOrigin } from './origin.ts'
import { SshKeyBook } from './keys/book.ts'
import { demandLong, hashPassword } from './password.ts'
import { Pairing } from './pairing.ts'
import { mayManage, PeopleBook } from './people.ts'
import type { Person, RequestFacts } from './person.ts'
import { SessionBook } from './sessions.ts'
import { SignIn } from './signin.ts'
import type { SignedIn } from './signin.ts'
import { TokenBook } from './tokens.ts'
import { Vault } from './vault.ts'

export type { SignedIn } from './signin.ts'

/**
 * Who somebody is, and what they may do here: the claim, sign-ins, people, devices, tokens, the audit.
 * The API asks it before anything else. It decides about the machine; who may use an app is `model/policy.ts`.
 */
export interface AccessOptions {
  readonly db: LocalDb
  readonly clock: Clock
  /** 32 random bytes, mode 0600, made at the first boot. */
  readonly keyFile: string
  /** Holds the claim code in plain, mode 0600, until there is an owner. */
  readonly claimFile: string
  readonly log?: Log
  /** Learns the engine's secrets, so that no log says them. */
  readonly scrubber?: Scrubber
}

/** How often expired sign-ins and links are dropped, milliseconds. */
const sweepEvery = 60_000

/** The owner's id, for ever. */
export const ownerId = PersonId.parse('owner')

/** Throws `master-key` when the key file is not as it must be. */
export async function openAccess(options: AccessOptions): Promise<Access> {
  const key = await openMasterKey(options.keyFile, options.db)
  const claim = new Claim(options.db, options.claimFile)
  await claim.prepare()
  const vault = new Vault(options.db.secrets, key, options.scrubber)
  await vault.learn()
  return new Access(options, { key, vault, claim, brakes: await Brakes.open(options.db, options.clock) })
}

interface Opened {
  readonly key: SubKey
  readonly vault: Vault
  readonly claim: Claim
  readonly brakes: Brakes
}

export class Access implements AsyncDisposable {
  readonly sessions: SessionBook
  readonly tokens: TokenBook
  /** SSH keys. */
  readonly keys: SshKeyBook
  readonly people: PeopleBook
  readonly groups: GroupBook
  readonly invitations: InvitationBook
  readonly devices: DeviceBook
  readonly pairing: Pairing
  readonly links: LinkBook
  readonly opening: Opening
  readonly crowd: Crowd
  readonly brakes: Brakes
  readonly vault: Vault
  /** A key for one purpose, derived from the machine's master key; 32 bytes. */
  readonly key: SubKey
  readonly #db: LocalDb
  readonly #clock: Clock
  readonly #claim: Claim
  readonly #signIn: SignIn
  readonly #guests: Guests
  readonly #sweep: Loop

  /** Use `openAccess`. */
  constructor({ db, clock, log }: AccessOptions, { key, vault, claim, brakes }: Opened) {
    this.#db = db
    this.#clock = clock
    this.#claim = claim
    this.key = key
    this.vault = vault
    this.brakes = brakes
    this.sessions = new SessionBook(db, clock)
    this.tokens = new TokenBook(db, clock, brakes)
    this.keys = new SshKeyBook(db, clock)
    this.people = new PeopleBook(db, clock)
    this.groups = new GroupBook(db)
    this.invitations = new InvitationBook(db, clock, this.people)
    this.devices = new DeviceBook(db, clock)
    this.pairing = new Pairing(clock)
    this.links = new LinkBook(db, clock)
    this.opening = new Opening(db)
    this.crowd = new Crowd({ db, sessions: this.sessions, links: this.links, opening: this.opening })
    this.crowd.onChange(async () => await this.keys.recheck())
    this.#signIn = new SignIn({ db, brakes, clock, sessions: this.sessions, crowd: this.crowd })
    this.#guests = new Guests({ db, clock, brakes, signIn: this.#signIn, invitations: this.invitations, pairing: this.pairing, devices: this.devices, opening: this.opening })
    this.#sweep = new Loop({ every: sweepEvery, turn: () => this.#sweepAll(), onError: (err) => log?.error({ err }, 'expired sign-ins could not be dropped') })
  }

  async claimed(): Promise<boolean> {
    return (await this.#db.people.owner()) !== undefined
  }

  /** For the machine's administrator only; null when there is an owner or the code is spent. */
  async claimCode(): Promise<string | null> {
    return (await this.#claim.current()) ?? null
  }

  /** For the machine's administrator only. Throws `claimed`. */
  async newClaimCode(): Promise<string> {
    return await this.#claim.renew()
  }

  /** Makes the owner and signs them in, as one. Throws `claimed`, `weak-password`, `claim-code`, `claim-spent`, `too-many`. */
  async claim({ code, name, password, open = false }: ClaimBody, facts: RequestFacts): Promise<SignedIn> {
    if (await this.claimed()) throw new Problem('claimed')
    demandLong(password)
    this.brakes.check('claim', facts)
    await this.#claim.check(code).catch(async (error: unknown) => {
      await this.brakes.failed('claim', facts)
      throw error
    })
    const hashed = await hashPassword(password)
    const owner = { id: ownerId, role: 'owner' as const, name, groups: [], password: hashed, created: this.#now() }
    const secret = await this.#db.tx(async (t) => {
      if (!(await this.#claim.holds(t, code))) throw new Problem('claim-spent')
      await t.people.insert(owner)
      if (open) await this.opening.set({ visitors: true, pairing: true, disks: true }, t)
      await t.audit.add({ at: owner.created, who: name, action: open ? 'claim in open mode' : 'claim', object: 'engine', from: facts.from, result: 'ok' })
      return await this.sessions.open(t, { person: owner.id }, facts.agent)
    })
    await this.#claim.forget()
    return await this.#signIn.done(owner, secret, facts)
  }

  /** The owner where no name is given. Throws `unclaimed`, `too-many` with the seconds to wait, `wrong-password`. */
  async signIn(name: string | undefined, password: string, facts: RequestFacts): Promise<SignedIn> {
    return await this.#signIn.byPassword(name, password, facts)
  }

  /** Somebody who has proven who they are in another way; `how` is for the audit: "passkey". */
  async signInAs(person: PersonId, facts: RequestFacts, how: string): Promise<SignedIn> {
    return await this.#signIn.as(await this.people.get(person), facts, how)
  }

  /** Throws `too-many`, `bad-invitation`. */
  async lookAtInvitation(code: string, facts: RequestFacts): Promise<JoinLook> {
    return await this.#guests.look(code, facts)
  }

  /** Uses an invitation. Throws `too-many`, `bad-invitation`, `conflict`, `weak-password`. */
  async join(body: JoinBody, facts: RequestFacts): Promise<SignedIn> {
    return await this.#guests.join(body, facts)
  }

  /** Lets a device in. Throws `too-many`, `pairing-code`. */
  async pair(body: PairBody, facts: RequestFacts): Promise<SignedIn> {
    return await this.#guests.pair(body, facts)
  }

  /** Ends this sign-in; a `Set-Cookie` header that makes the browser forget it. A device stays known, but is out. */
  async signOut(person: Person, facts: RequestFacts): Promise<string> {
    const session = person.kind === 'anonymous' ? undefined : person.session
    if (session !== undefined) {
      await this.#db.sessions.remove(session)
      await this.crowd.tell()
      await this.note({ person }, 'sign out', 'engine')
    }
    return goneCookie(facts.scheme, person.kind === 'device' ? 'device' : 'person')
  }

  /** One's own, or that of somebody one may manage. Throws `not-found`, the same for those one may not see. */
  async revokeSession(by: Person, id: string): Promise<void> {
    const row = await this.#db.sessions.get(id)
    const own = by.kind === 'person' ? row?.person === by.id : by.kind === 'device' && row?.device === by.id
    if (!row || (!own && !(await this.#manages(by, row.person)))) throw new Problem('not-found', { what: 'session', name: id })
    await this.#db.sessions.remove(id)
    await this.crowd.tell()
  }

  /** The owner's new password ends his sign-ins. For the machine's administrator only. Throws `unclaimed`, `weak-password`. */
  async setPassword(password: string): Promise<void> {
    const hashed = await hashPassword(password)
    await this.#db.tx(async (t) => {
      const owner = await t.people.owner()
      if (!owner) throw new Problem('unclaimed')
      await t.people.setPassword(owner.id, hashed)
      await t.sessions.removeOf(owner.id)
    })
    await this.crowd.tell()
  }

  /** Who calls. Credentials that are not good make nobody: there is no second try with the next kind. Throws `too-many`. */
  async who(facts: Pick<RequestFacts, 'local' | 'authorization' | 'cookie' | 'from' | 'scheme'>): Promise<Person> {
    const { from } = facts
    const owner = await this.#db.people.owner()
    if (facts.local) return { kind: 'person', id: ownerId, name: owner?.name ?? 'administrator', role: 'owner', groups: owner?.groups ?? [], via: 'local', from }
    if (!owner) return { kind: 'anonymous', from }
    return await this.#signIn.who(facts, this.tokens)
  }

  may(person: Person, action: Action): boolean {
    return may(person, action)
  }

  /** Throws `origin`. */
  checkOrigin(facts: RequestFacts, person: Person): void {
    checkOrigin(facts, person)
  }

  async auditLines(wish: AuditWish): Promise<AuditLine[]> {
    return await this.#db.audit.list(wish)
  }

  /** A line of the audit: who did what. */
  async note({ person }: { readonly person: Person }, action: string, object: string, result: string = 'ok'): Promise<void> {
    await this.#db.audit.add({ at: this.#now(), who: inAudit(person), action, object, from: person.from, result })
  }

  /** A line of the audit about a visitor of an app, from the gateway. */
  async witness({ who, action, instance, from, result }: { readonly who: string; readonly action: string; readonly instance: string; readonly from: string; readonly result: string }): Promise<void> {
    await this.#db.audit.add({ at: this.#now(), who, action, object: instance, from, result })
  }

  meOf(person: Person): Me {
    return this.#signIn.meOf(person)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#sweep[Symbol.asyncDispose]()
  }

  async #manages(by: Person, person: PersonId | null): Promise<boolean> {
    if (person === null) return may(by, 'devices.change')
    const role = (await this.#db.people.get(person))?.role
    return role !== undefined && mayManage(by, role)
  }

  async #sweepAll(): Promise<void> {
    await this.invitations.sweep()
    const [sessions, links] = [await this.sessions.sweep(), await this.links.sweep()]
    if (sessions || links) await this.crowd.tell()
  }

  #now(): string {
    return this.#clock.date().toISOString()
  }
}

function inAudit(person: Person): string {
  if (person.kind === 'person') return `${person.name} (${person.via})`
  return person.kind === 'device' ? `${person.name} (device)` : 'anonymous'
}
