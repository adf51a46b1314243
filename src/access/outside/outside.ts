import type { Clock } from '../../kit/clock.ts'
import type { Log } from '../../kit/log.ts'
import type { LocalDb } from '../../localdb/localdb.ts'
import type { OutsideRow } from '../../localdb/outside.ts'
import type { PersonId } from '../../model/person.ts'
import { asProblem, Problem } from '../../model/problem.ts'
import type { Brakes } from '../brakes.ts'
import type { InvitationBook } from '../invitations.ts'
import type { PeopleBook } from '../people.ts'
import type { Person, RequestFacts } from '../person.ts'
import type { SignedIn } from '../signin.ts'
import { Arrivals } from './arrival.ts'
import { goneTicket, ticketCookie, ticketIn } from './cookie.ts'
import { Discovery } from './discovery.ts'
import { accountOf, authorizationUrl, newSecrets } from './exchange.ts'
import { localPath, withProblem } from './localpath.ts'
import { fromOwnPage } from './ownpage.ts'
import type { CameFrom } from './ownpage.ts'
import { callbackOf, Providers } from './providers.ts'
import type { Secrets } from './providers.ts'
import { Tickets } from './ticket.ts'
import type { Ticket } from './ticket.ts'
import { Ways } from './ways.ts'

export interface OutsideOptions {
  readonly db: LocalDb
  readonly clock: Clock
  readonly log: Log
  /** Seconds that a provider may take for any answer; ten when not given. */
  readonly patience?: number
  readonly access: OutsideAccess
}

/** What is needed of `Access`. */
export interface OutsideAccess {
  readonly vault: Secrets
  readonly people: PeopleBook
  readonly invitations: InvitationBook
  readonly brakes: Brakes
  readonly crowd: { tell(): Promise<void> }
  lookAtInvitation(code: string, facts: RequestFacts): Promise<unknown>
  signInAs(person: PersonId, facts: RequestFacts, how: string): Promise<SignedIn>
  note(by: { readonly person: Person }, action: string, object: string, result?: string): Promise<void>
}

/** Who comes, with what, and from where. */
export interface Visit {
  readonly person: Person
  readonly facts: RequestFacts
  readonly cameFrom: CameFrom
}

export interface Wish {
  readonly next?: string | undefined
  /** The code of an invitation to accept. */
  readonly join?: string | undefined
  /** Adds the account to the visitor's own. */
  readonly link?: boolean
}

/** Where the browser goes next, and what it keeps. */
export interface Turn {
  readonly location: string
  readonly cookies: readonly string[]
}

/** Where somebody begins who adds a way in; and who comes in. */
const [accountPage, signInPage] = ['/account', '/signin']
/** Nobody's fault who comes here; all else counts as a wrong password does, so that nobody fills the audit. */
const blameless: ReadonlySet<string> = new Set(['outside-down', 'too-many', 'internal'])

/** Signing in with an account at an OpenID provider outside. */
export class Outside {
  readonly providers: Providers
  readonly ways: Ways
  readonly #access: OutsideAccess
  readonly #log: Log
  readonly #discovery: Discovery
  readonly #arrivals: Arrivals
  readonly #tickets: Tickets

  constructor({ db, clock, log, access, ...options }: OutsideOptions) {
    this.#access = access
    this.#log = log
    this.#discovery = new Discovery({ clock, ...options })
    this.#tickets = new Tickets(clock)
    this.#arrivals = new Arrivals({ db, clock, people: access.people, invitations: access.invitations })
    this.ways = new Ways(db)
    this.providers = new Providers(db, access.vault, (id) => this.#discovery.forget(id))
  }

  /** To the provider, or back to the page of coming in with the reason. */
  async begin(id: string, wish: Wish, visit: Visit): Promise<Turn> {
    const { facts } = visit
    try {
      const provider = await this.providers.get(id)
      const configuration = await this.#configuration(provider)
      const ticket = await this.#ticket(provider, wish, visit)
      const location = await authorizationUrl(configuration, ticket, provider.config)
      return { location, cookies: [ticketCookie(this.#tickets.seal(ticket), facts.scheme)] }
    } catch (error) {
      const problem = this.#tell(id, asProblem(error))
      return { location: withProblem(wish.link ? accountPage : signInPage, problem.code), cookies: [] }
    }
  }

  /** Back from the provider: signed in, or told why not. `query` as it came, with its question mark. */
  async finish(id: string, query: string, visit: Visit): Promise<Turn> {
    const { facts } = visit
    const sealed = ticketIn(facts.cookie, facts.scheme)
    // Whoever began nothing here is a stranger with a made-up address: that costs us nothing, not even a line.
    if (sealed === undefined) return { location: withProblem(signInPage, 'outside-late'), cookies: [] }
    let ticket: Ticket | undefined
    try {
      this.#access.brakes.check('sign-in', facts)
      ticket = this.#take(id, sealed, query)
      return await this.#arrive(ticket, query, visit)
    } catch (error) {
      const problem = this.#tell(id, asProblem(error))
      await this.#count(id, problem, visit)
      return { location: withProblem(ticket?.link ? ticket.next : signInPage, problem.code), cookies: ticket ? [goneTicket(facts.scheme)] : [] }
    }
  }

  async #ticket({ id, config }: OutsideRow, { next, join, link = false }: Wish, { person, facts, cameFrom }: Visit): Promise<Ticket> {
    if ((link || join !== undefined) && !fromOwnPage(cameFrom, facts)) throw new Problem('outside-late')
    if (join !== undefined) await this.#access.lookAtInvitation(join, facts)
    const ticket = { provider: id, issuer: config.issuer, callback: callbackOf(id, `${facts.scheme}://${facts.host ?? ''}`), ...(await newSecrets()) }
    if (!link) return { ...ticket, next: localPath(next), ...(join !== undefined && { join }) }
    if (person.kind !== 'person' || person.session === undefined) throw new Problem('sign-in')
    return { ...ticket, next: localPath(next ?? accountPage), link: { person: person.id, session: person.session } }
  }

  #take(id: string, sealed: string, query: string): Ticket {
    const ticket = this.#tickets.take(sealed, new URLSearchParams(query).get('state') ?? '')
    if (!ticket || ticket.provider !== id) throw new Problem('outside-late')
    return ticket
  }

  async #arrive(ticket: Ticket, query: string, { person: visitor, facts }: Visit): Promise<Turn> {
    const gone = goneTicket(facts.scheme)
    if (ticket.link && !(visitor.kind === 'person' && visitor.session === ticket.link.session)) throw new Problem('outside-late')
    const provider = await this.providers.get(ticket.provider)
    if (provider.config.issuer !== ticket.issuer) throw new Problem('outside-late')
    const account = await accountOf(await this.#configuration(provider), query, ticket, provider.config)
    const person = await this.#arrivals.settle({ account, provider, ticket, from: facts.from })
    if (ticket.link) {
      await this.#access.crowd.tell()
      return { location: ticket.next, cookies: [gone] }
    }
    const { cookie } = await this.#access.signInAs(person.id, facts, provider.id)
    return { location: ticket.next, cookies: [gone, cookie] }
  }

  async #configuration({ id, config }: OutsideRow): Promise<Awaited<ReturnType<Discovery['of']>>> {
    return await this.#discovery.of(id, { config, secret: await this.providers.secret(id) })
  }

  #tell(provider: string, problem: Problem): Problem {
    const { code, values, cause } = problem
    this.#log.warn({ provider, code, reason: values['reason'], ...(code === 'internal' && { err: cause }) }, 'a sign-in outside was refused')
    return problem
  }

  async #count(id: string, { code, values }: Problem, visit: Visit): Promise<void> {
    if (code === 'too-many') return
    const reason = values['reason']
    await this.#access.note(visit, 'sign in', `outside ${id}`.slice(0, 60), reason === undefined ? code : `${code}: ${reason}`)
    if (!blameless.has(code)) await this.#access.brakes.failed('sign-in', visit.facts)
  }
}
