import type { Clock } from '../kit/clock.ts'
import type { LocalDb, Rows } from '../localdb/localdb.ts'
import type { PersonRow } from '../localdb/people.ts'
import { PersonId } from '../model/person.ts'
import type { GivenRole, GroupName, PersonBody, PersonView, Role, Ways } from '../model/person.ts'
import { Problem } from '../model/problem.ts'
import { may } from './may.ts'
import { hashPassword, isPassword } from './password.ts'
import type { Person } from './person.ts'

export interface NewPerson {
  readonly name: string
  readonly role: GivenRole
  readonly groups: readonly GroupName[]
  /** Encoded by `hashPassword`, outside the transaction, since that takes long; none where they come in by other ways. */
  readonly password?: string | undefined
}

/** Who is here. Everybody's sign-ins are told anew by whoever changes somebody. */
export class PeopleBook {
  readonly #db: LocalDb
  readonly #clock: Clock

  constructor(db: LocalDb, clock: Clock) {
    this.#db = db
    this.#clock = clock
  }

  async list(): Promise<PersonView[]> {
    const { people, sessions, passkeys, identities } = this.#db
    const held = { sessions: await sessions.all(), passkeys: await passkeys.all(), identities: await identities.all() }
    const of = { sessions: byPerson(held.sessions), passkeys: byPerson(held.passkeys), identities: byPerson(held.identities) }
    return (await people.all()).map((row) => {
      const { id, name, role, groups, created } = row
      const ways = waysOf(row, of.passkeys.get(id) ?? [], of.identities.get(id) ?? [])
      return { id, name, role, groups: [...groups], ways, created, seen: of.sessions.get(id)?.[0]?.seen ?? null }
    })
  }

  /** Throws `not-found`. */
  async view(id: PersonId): Promise<PersonView> {
    const found = (await this.list()).find((view) => view.id === id)
    if (!found) throw new Problem('not-found', { what: 'person', name: id })
    return found
  }

  /** Throws `not-found`. */
  async get(id: PersonId): Promise<PersonRow> {
    const row = await this.#db.people.get(id)
    if (!row) throw new Problem('not-found', { what: 'person', name: id })
    return row
  }

  /** Is this still what they are? */
  async stands({ id, role, groups }: Pick<PersonRow, 'id' | 'role' | 'groups'>): Promise<boolean> {
    const row = await this.#db.people.get(id)
    return row?.role === role && JSON.stringify(row.groups) === JSON.stringify(groups)
  }

  /** Inside the transaction that has a right to it. Throws `conflict`. */
  async create(t: Rows, { name, role, groups, password }: NewPerson): Promise<PersonRow> {
    await demandFree(t, name)
    const known = new Set(await t.groups.all())
    const person = { id: await freshId(t, name), role, name, groups: groups.filter((group) => known.has(group)), password: password ?? null, created: this.#clock.date().toISOString() }
    await t.people.insert(person)
    return person
  }

  /** Throws `not-found`, `forbidden`, `conflict`. */
  async change(by: Person, id: PersonId, body: PersonBody): Promise<PersonView> {
    await this.#db.tx(async (t) => {
      const before = await t.people.get(id)
      if (!before) throw new Problem('not-found', { what: 'person', name: id })
      demandManage(by, before.role)
      if (body.role !== undefined) demandManage(by, body.role)
      if (before.role === 'owner' && body.role !== undefined) throw new Problem('one-owner')
      const name = body.name ?? before.name
      if ((await t.people.named(name))?.id !== id) await demandFree(t, name)
      const known = new Set<string>(await t.groups.all())
      const groups = (body.groups ?? before.groups).filter((group): group is GroupName => known.has(group))
      await t.people.update({ id, name, role: body.role ?? before.role, groups: [...new Set(groups)] })
    })
    return await this.view(id)
  }

  /** One's own name. Throws `conflict`. */
  async rename(id: PersonId, name: string): Promise<PersonRow> {
    await this.#db.tx(async (t) => {
      const row = await t.people.get(id)
      if (!row) throw new Problem('not-found', { what: 'person', name: id })
      if ((await t.people.named(name))?.id !== id) await demandFree(t, name)
      await t.people.update({ ...row, name })
    })
    return await this.get(id)
  }

  /** With all they come in with. Throws `not-found`, `forbidden`, `one-owner`. */
  async remove(by: Person, id: PersonId): Promise<PersonRow> {
    const row = await this.get(id)
    if (row.role === 'owner') throw new Problem('one-owner')
    demandManage(by, row.role)
    await this.#db.tx(async (t) => {
      await t.people.remove(id)
      await t.meta.set(goneKey, JSON.stringify([...(await gone(t)), id]))
    })
    return row
  }

  /** One's own; the other sign-ins end. Throws `wrong-password`, `weak-password`. */
  async setPassword(id: PersonId, old: string | undefined, password: string, session: string | undefined): Promise<void> {
    const row = await this.get(id)
    if (row.password !== null && !(await isPassword(old ?? '', row.password))) throw new Problem('wrong-password')
    const hashed = await hashPassword(password)
    await this.#db.tx(async (t) => {
      await t.people.setPassword(id, hashed)
      await t.sessions.removeOf(id, session)
    })
  }

  async ways(id: PersonId): Promise<Ways> {
    return waysOf(await this.get(id), await this.#db.passkeys.of(id), await this.#db.identities.of(id))
  }
}

function waysOf({ password }: PersonRow, passkeys: readonly unknown[], identities: readonly { readonly name: string }[]): Ways {
  return { password: password !== null, passkeys: passkeys.length, outside: identities.map(({ name }) => name) }
}

function byPerson<T extends { readonly person: PersonId | null }>(rows: readonly T[]): ReadonlyMap<PersonId | null, readonly T[]> {
  return Map.groupBy(rows, ({ person }) => person)
}

/** Whoever names admins may manage everybody; other admins members and guests. */
export function mayManage(by: Person, role: Role): boolean {
  return may(by, 'people.admins') || (may(by, 'people.change') && role !== 'owner' && role !== 'admin')
}

/** Throws `forbidden`. */
export function demandManage(by: Person, role: Role): void {
  if (!mayManage(by, role)) throw new Problem('forbidden')
}

/** Where it is remembered who is no more. */
const goneKey = 'people-gone'

async function gone(t: Rows): Promise<string[]> {
  return JSON.parse((await t.meta.get(goneKey)) ?? '[]') as string[]
}

/**
 * From the name, since apps show it (`Remote-User`) and keep their accounts by it. Never given twice: whoever comes after
 * somebody of the same name must not inherit their account in an app.
 */
async function freshId(t: Rows, name: string): Promise<PersonId> {
  const plain =
    name
      .normalize('NFKD')
      .toLowerCase()
      .replaceAll(/[^a-z0-9]/g, '')
      .slice(0, 24) || 'person'
  const taken = new Set([...(await t.people.all()).map(({ id }) => id), ...(await gone(t)), 'owner', 'admin', 'root', 'device', 'anonymous'])
  for (let number = 1; ; number++) {
    const id = number === 1 ? plain : `${plain}${number}`
    if (!taken.has(id)) return PersonId.parse(id)
  }
}

async function demandFree(t: Rows, name: string): Promise<void> {
  if (await t.people.named(name)) throw new Problem('conflict', { what: 'a person', name })
}
