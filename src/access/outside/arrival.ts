import type { Clock } from '../../kit/clock.ts'
import type { LocalDb, Rows } from '../../localdb/localdb.ts'
import type { OutsideRow } from '../../localdb/outside.ts'
import type { PersonRow } from '../../localdb/people.ts'
import { PersonName } from '../../model/person.ts'
import { Problem } from '../../model/problem.ts'
import type { InvitationBook } from '../invitations.ts'
import type { PeopleBook } from '../people.ts'
import type { Account } from './account.ts'
import { groupsAfter, isAdmitted } from './admit.ts'
import type { Ticket } from './ticket.ts'

export interface ArrivalTools {
  readonly db: LocalDb
  readonly clock: Clock
  readonly people: PeopleBook
  readonly invitations: InvitationBook
}

export interface Arrival {
  readonly account: Account
  readonly provider: OutsideRow
  readonly ticket: Pick<Ticket, 'join' | 'link'>
  /** The address they came from. */
  readonly from: string
}

/** Who an account outside is here; found by issuer and subject alone, never by an address, which others may come to have. */
export class Arrivals {
  readonly #tools: ArrivalTools

  constructor(tools: ArrivalTools) {
    this.#tools = tools
  }

  /** The person, with their groups as the provider has them now. Throws `outside-refused`, `outside-stranger`, `outside-taken`, `bad-invitation`. */
  async settle(arrival: Arrival): Promise<PersonRow> {
    const { account, provider, ticket } = arrival
    if (!isAdmitted(provider.config, account)) throw new Problem('outside-refused')
    const name = (await this.#invited(ticket.join)) ?? account.name
    return await this.#tools.db.tx(async (t) => {
      const identity = await t.identities.get(account.issuer, account.subject)
      const known = identity && (await t.people.get(identity.person))
      const person = arrival.ticket.link ? await this.#link(t, known, arrival) : (known ?? (await this.#newcomer(t, arrival, name)))
      if (!known) await t.identities.insert({ issuer: account.issuer, subject: account.subject, person: person.id, name: account.email ?? account.name })
      return await this.#regroup(t, person, arrival)
    })
  }

  async #link(t: Rows, known: PersonRow | undefined, { ticket, provider, from }: Arrival): Promise<PersonRow> {
    const mine = ticket.link && (await t.people.get(ticket.link.person))
    if (!mine) throw new Problem('outside-late')
    if (known && known.id !== mine.id) throw new Problem('outside-taken')
    if (!known) await this.#note(t, { who: mine.name, action: 'add a way to sign in', object: provider.id, from })
    return mine
  }

  /** The name that an invitation gives; whether it is good is asked again when it is used up. */
  async #invited(code: string | undefined): Promise<string | undefined> {
    const look = code === undefined ? undefined : await this.#tools.invitations.look(code).catch(() => undefined)
    return look?.name ?? undefined
  }

  async #newcomer(t: Rows, { provider, ticket, from }: Arrival, called: string): Promise<PersonRow> {
    const { invitations, people } = this.#tools
    const name = await freeName(t, called)
    if (ticket.join !== undefined) {
      const person = await invitations.accept(t, { code: ticket.join, name })
      await this.#note(t, { who: person.name, action: `join by ${provider.id}`, object: person.role, from })
      return person
    }
    const { welcome } = provider.config
    if (welcome === null) throw new Problem('outside-stranger')
    const person = await people.create(t, { name, role: welcome, groups: [] })
    await this.#note(t, { who: person.name, action: `welcomed by ${provider.id}`, object: person.role, from })
    return person
  }

  async #regroup(t: Rows, person: PersonRow, { account, provider }: Arrival): Promise<PersonRow> {
    const known = new Set(await t.groups.all())
    const groups = groupsAfter(person.groups, provider.config.group_map, account.groups).filter((group) => known.has(group))
    if (groups.join('\n') === [...person.groups].sort().join('\n')) return person
    await t.people.update({ ...person, groups })
    return { ...person, groups }
  }

  async #note(t: Rows, line: { readonly who: string; readonly action: string; readonly object: string; readonly from: string }): Promise<void> {
    await t.audit.add({ at: this.#tools.clock.date().toISOString(), ...line, result: 'ok' })
  }
}

/** As they are called there, without what a name here may not have; with a number where somebody has that name. */
async function freeName(t: Rows, there: string): Promise<string> {
  const parsed = PersonName.safeParse(
    there
      .replaceAll(/[\p{C}<>"]+/gu, ' ')
      .trim()
      .slice(0, 50),
  )
  const name = parsed.success ? parsed.data : 'Somebody'
  let free = name
  for (let n = 2; await t.people.named(free); n++) free = `${name} ${n}`
  return free
}
