import { Mutex } from '../kit/mutex.ts'
import type { Clock } from '../kit/clock.ts'
import type { LocalDb, Rows } from '../localdb/localdb.ts'
import type { PersonRow } from '../localdb/people.ts'
import type { Me } from '../model/api.ts'
import { Problem } from '../model/problem.ts'
import type { Brakes } from './brakes.ts'
import { readSessionCookie, sessionCookie } from './cookie.ts'
import type { Crowd } from './crowd.ts'
import { allowed } from './may.ts'
import { hashPassword, isPassword } from './password.ts'
import type { Person, RequestFacts } from './person.ts'
import type { SessionBook, Whose } from './sessions.ts'
import type { TokenBook } from './tokens.ts'

/** Each check takes 19 MiB and a core for a while: who comes when so many wait already is sent away. */
const mayWait = 20

export interface SignedIn {
  readonly me: Me
  /** The `Set-Cookie` header. */
  readonly cookie: string
}

export interface SignInTools {
  readonly db: LocalDb
  readonly brakes: Brakes
  readonly clock: Clock
  readonly sessions: SessionBook
  readonly crowd: Crowd
}

type Known = Pick<PersonRow, 'id' | 'name' | 'role' | 'groups'>

/** Makes sign-ins, and says whose they are. */
export class SignIn {
  readonly #tools: SignInTools
  readonly #oneAtATime = new Mutex()
  #waiting = 0
  #nobody: Promise<string> | undefined

  constructor(tools: SignInTools) {
    this.#tools = tools
  }

  /** Right and wrong take the same way and time, and so do names that nobody has. Throws `too-many`, `unclaimed`, `wrong-password`. */
  async byPassword(name: string | undefined, password: string, facts: RequestFacts): Promise<SignedIn> {
    const { db } = this.#tools
    if (!(await db.people.owner())) throw new Problem('unclaimed')
    const person = await this.#check(name, password, facts.from)
    if (person) return await this.as(person, facts, 'password')
    await this.#tell(db, 'anonymous', name === undefined || name === '' ? 'sign in' : `sign in as ${name.slice(0, 60)}`, facts, 'wrong-password')
    throw new Problem('wrong-password')
  }

  /** Somebody who has proven who they are. */
  async as(person: Known, facts: RequestFacts, how: string): Promise<SignedIn> {
    const secret = await this.#tools.db.tx(async (t) => {
      await this.#tell(t, person.name, how === 'password' ? 'sign in' : `sign in by ${how}`, facts, 'ok')
      return await this.#tools.sessions.open(t, { person: person.id }, facts.agent)
    })
    return await this.done(person, secret, facts)
  }

  /** After the commit: whoever trusts sign-ins hears of this one, then its owner. */
  async done(person: Known, secret: string, facts: RequestFacts): Promise<SignedIn> {
    await this.#tools.crowd.tell()
    return { me: this.meOf({ kind: 'person', ...person, via: 'session', from: facts.from }), cookie: sessionCookie(secret, facts.scheme) }
  }

  async doneDevice(id: Extract<Whose, { device: unknown }>['device'], name: string, secret: string, facts: RequestFacts): Promise<SignedIn> {
    await this.#tools.crowd.tell()
    return { me: this.meOf({ kind: 'device', id, name, session: '', from: facts.from }), cookie: sessionCookie(secret, facts.scheme, 'device') }
  }

  async openFor(t: Rows, whose: Whose, facts: RequestFacts): Promise<string> {
    return await this.#tools.sessions.open(t, whose, facts.agent)
  }

  /** Throws `sign-in` for strangers. */
  meOf(person: Person): Me {
    if (person.kind === 'anonymous') throw new Problem('sign-in')
    const may = allowed(person)
    if (person.kind === 'device') return { kind: 'device', id: person.id, name: person.name, role: null, groups: [], via: 'session', may }
    const { id, name, role, groups, via } = person
    return { kind: 'person', id, name, role, groups: [...groups], via: via === 'key' ? 'token' : via, may }
  }

  async who({ authorization, cookie, scheme, from }: Pick<RequestFacts, 'authorization' | 'cookie' | 'scheme' | 'from'>, tokens: TokenBook): Promise<Person> {
    const { db } = this.#tools
    if (authorization !== undefined) {
      const token = await tokens.read(authorization, from)
      const person = token && (await db.people.get(token.person))
      return person ? { kind: 'person', ...known(person), via: 'token', scope: token.scope, from } : { kind: 'anonymous', from }
    }
    return (await this.#signedIn(cookie, scheme, from)) ?? (await this.#paired(cookie, scheme, from)) ?? { kind: 'anonymous', from }
  }

  async #signedIn(cookie: string | undefined, scheme: 'http' | 'https', from: string): Promise<Person | undefined> {
    const secret = readSessionCookie(cookie, scheme)
    const session = secret === undefined ? undefined : await this.#tools.sessions.find(secret)
    const person = session?.person ? await this.#tools.db.people.get(session.person) : undefined
    return session && person ? { kind: 'person', ...known(person), via: 'session', session: session.id, from } : undefined
  }

  async #paired(cookie: string | undefined, scheme: 'http' | 'https', from: string): Promise<Person | undefined> {
    const secret = readSessionCookie(cookie, scheme, 'device')
    const session = secret === undefined ? undefined : await this.#tools.sessions.find(secret)
    const device = session?.device ? await this.#tools.db.devices.get(session.device) : undefined
    return session && device ? { kind: 'device', id: device.id, name: device.name, session: session.id, from } : undefined
  }

  async #check(name: string | undefined, password: string, from: string): Promise<PersonRow | undefined> {
    if (this.#waiting >= mayWait) throw new Problem('too-many', { seconds: 2 })
    this.#waiting += 1
    try {
      return await this.#oneAtATime.run(() => this.#checkOne(name, password, from))
    } finally {
      this.#waiting -= 1
    }
  }

  async #checkOne(name: string | undefined, password: string, from: string): Promise<PersonRow | undefined> {
    const { db, brakes } = this.#tools
    const person = name ? await db.people.named(name) : await db.people.owner()
    const tried = { from, target: person?.id ?? name ?? '' }
    await brakes.begin('sign-in', tried)
    const right = await isPassword(password, person?.password ?? (await this.#nobodys()))
    if (!right || !person?.password) return undefined
    await brakes.succeeded('sign-in', tried)
    return person
  }

  /** A hash that fits no password: to check against it takes as long as against anybody's. */
  #nobodys(): Promise<string> {
    this.#nobody ??= hashPassword(crypto.randomUUID())
    return this.#nobody
  }

  async #tell(rows: Rows, who: string, action: string, { from }: RequestFacts, result: string): Promise<void> {
    await rows.audit.add({ at: this.#tools.clock.date().toISOString(), who, action, object: 'engine', from, result })
  }
}

function known({ id, name, role, groups }: PersonRow): Known {
  return { id, name, role, groups }
}
