import type { Clock } from '../kit/clock.ts'
import type { InvitationRow } from '../localdb/invitations.ts'
import type { LocalDb, Rows } from '../localdb/localdb.ts'
import type { PersonRow } from '../localdb/people.ts'
import { InvitationBody } from '../model/invitation.ts'
import type { InvitationView, JoinBody, JoinLook } from '../model/invitation.ts'
import { PersonName } from '../model/person.ts'
import type { PersonId, Role } from '../model/person.ts'
import { Problem } from '../model/problem.ts'
import { demandManage, mayManage } from './people.ts'
import type { PeopleBook } from './people.ts'
import type { Person } from './person.ts'
import { digest, newId, newSecret, sameDigest } from './secret.ts'

const minute = 60_000
const day = 24 * 60 * minute
/** A link to one's own next device is used at once; one for somebody else may wait for the evening. */
const ownLife = 15 * minute
const otherLife = day
/** The id that finds the row, the secret that opens it. */
const form = /^([0-9a-f]{12})([A-Za-z0-9_-]{43})$/

export interface Made {
  readonly view: InvitationView
  /** Shown once. */
  readonly code: string
}

/** Links that let somebody in once: somebody new, or somebody who is here already. */
export class InvitationBook {
  readonly #db: LocalDb
  readonly #clock: Clock
  readonly #people: PeopleBook

  constructor(db: LocalDb, clock: Clock, people: PeopleBook) {
    this.#db = db
    this.#clock = clock
    this.#people = people
  }

  /** Those that can still be used. */
  async list(): Promise<InvitationView[]> {
    await this.sweep()
    return (await this.#db.invitations.all()).map(viewOf)
  }

  /** For somebody new. Throws `forbidden` where they may not give that role. */
  async invite(by: Person, body: InvitationBody): Promise<Made> {
    const { role, groups, name, days } = InvitationBody.parse(body)
    demandManage(by, role)
    return await this.#make(by, { person: null, role, groups, name: name ?? null }, days * day)
  }

  /** For somebody who is here: their way back in. Throws `not-found`, `forbidden`. */
  async wayBack(by: Person, id: PersonId): Promise<Made> {
    const { role, groups, name } = await this.#people.get(id)
    const own = by.kind === 'person' && by.id === id && by.via !== 'token'
    if (!own) demandManage(by, role)
    return await this.#make(by, { person: id, role, groups, name }, own ? ownLife : otherLife)
  }

  /** Throws `not-found`; `forbidden` where they could not have made it. */
  async revoke(by: Person, id: string): Promise<void> {
    const row = await this.#db.invitations.get(id)
    if (!row) throw new Problem('not-found', { what: 'invitation', name: id })
    demandManage(by, row.role)
    await this.#db.invitations.remove(id)
  }

  /** What a code is for. Throws `bad-invitation`, the same for every reason. */
  async look(code: string): Promise<JoinLook> {
    const { person, name, role, by, maker, expires } = await this.#good(this.#db, code)
    return { known: person !== null, password: person === null || maker !== person, name, role, by, expires }
  }

  /** Uses it up: the person it lets in. `password` is encoded already. Throws `bad-invitation`, `conflict`, `invalid`. */
  async accept(t: Rows, { code, name, password }: JoinBody): Promise<PersonRow> {
    const row = await this.#good(t, code)
    await t.invitations.remove(row.id)
    if (row.person !== null) return await this.#comeBack(t, row, row.person, password)
    const called = PersonName.safeParse(name ?? row.name ?? '')
    if (!called.success) throw new Problem('invalid', { where: 'name', reason: 'say what you are called' })
    return await this.#people.create(t, { name: called.data, role: givenOf(row.role), groups: row.groups, password })
  }

  /** Whoever forgot their password sets a new one with the link that somebody else made for them; their other sign-ins end. */
  async #comeBack(t: Rows, { maker }: InvitationRow, id: PersonId, password: string | undefined): Promise<PersonRow> {
    const person = (await t.people.get(id)) ?? refuse()
    if (password === undefined || maker === id) return person
    await t.people.setPassword(id, password)
    await t.sessions.removeOf(id)
    return person
  }

  async sweep(): Promise<void> {
    await this.#db.invitations.removeExpired(this.#date(0))
  }

  async #make(by: Person, what: Pick<InvitationRow, 'person' | 'role' | 'groups' | 'name'>, life: number): Promise<Made> {
    const [id, secret] = [newId(), newSecret()]
    if (by.kind !== 'person') throw new Problem('forbidden')
    if (!(await this.#db.people.get(by.id))) throw new Problem('unclaimed') // the machine's administrator, before there is an owner
    const row = { id, hash: digest(secret), ...what, by: by.name, maker: by.id, created: this.#date(0), expires: this.#date(life) }
    await this.#db.invitations.insert(row)
    return { view: viewOf(row), code: id + secret }
  }

  async #good(rows: Rows, code: string): Promise<InvitationRow> {
    const [, id, secret] = form.exec(code.trim()) ?? []
    const row = id === undefined ? undefined : await rows.invitations.get(id)
    if (!row || secret === undefined || !sameDigest(digest(secret), row.hash) || row.expires <= this.#date(0)) return refuse()
    return (await this.#isBacked(rows, row)) ? row : refuse()
  }

  /** A link is worth what its maker may do now: who was removed or is no admin any more let nobody in, and nobody is let in as more than that. */
  async #isBacked(rows: Rows, { maker, person, role }: InvitationRow): Promise<boolean> {
    const backer = maker === null ? undefined : await rows.people.get(maker)
    const wanted = person === null ? role : (await rows.people.get(person))?.role
    if (!backer || wanted === undefined) return false
    return maker === person || mayManage({ kind: 'person', ...backer, via: 'session', from: '' }, wanted)
  }

  #date(later: number): string {
    return new Date(this.#clock.date().getTime() + later).toISOString()
  }
}

/** An owner is never made by an invitation; only a way back is for him. */
function givenOf(role: Role): Exclude<Role, 'owner'> {
  return role === 'owner' ? refuse() : role
}

function refuse(): never {
  throw new Problem('bad-invitation')
}

function viewOf({ id, person, name, role, groups, by, created, expires }: InvitationRow): InvitationView {
  return { id, person, name, role, groups: [...groups], by, created, expires }
}
