import type { LocalDb } from '../../localdb/localdb.ts'
import type { OutsideAccount } from '../../model/outside.ts'
import type { PersonId } from '../../model/person.ts'
import { Problem } from '../../model/problem.ts'
import { digest } from '../secret.ts'

/** The accounts outside that somebody signs in with. */
export class Ways {
  readonly #db: LocalDb

  constructor(db: LocalDb) {
    this.#db = db
  }

  async list(person: PersonId): Promise<OutsideAccount[]> {
    const labels = new Map((await this.#db.outside.all()).map(({ config }) => [config.issuer, config.label]))
    return (await this.#db.identities.of(person)).map(({ issuer, name }) => ({ id: idOf(issuer), label: labels.get(issuer) ?? new URL(issuer).hostname, name }))
  }

  /** All of theirs at that provider. Nobody shuts themselves out. Throws `not-found`, `last-way`. */
  async remove(person: PersonId, id: string): Promise<OutsideAccount> {
    const removed = (await this.list(person)).find((each) => each.id === id)
    if (!removed) throw new Problem('not-found', { what: 'outside account', name: id })
    await this.#db.tx(async (t) => {
      const identities = await t.identities.of(person)
      const issuer = identities.find((each) => idOf(each.issuer) === id)?.issuer
      if (issuer === undefined) throw new Problem('not-found', { what: 'outside account', name: id })
      const offered = new Set((await t.outside.all()).map(({ config }) => config.issuer))
      const others = identities.some((each) => each.issuer !== issuer && offered.has(each.issuer))
      const password = (await t.people.get(person))?.password ?? null
      if (!others && password === null && (await t.passkeys.of(person)).length === 0) throw new Problem('last-way', { name: removed.label })
      await t.identities.remove(person, issuer)
    })
    return removed
  }
}

/** An issuer is an address; this stands in a path. */
function idOf(issuer: string): string {
  return digest(issuer).slice(0, 12)
}
