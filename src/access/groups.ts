import type { LocalDb } from '../localdb/localdb.ts'
import type { GroupName, GroupView } from '../model/person.ts'
import { Problem } from '../model/problem.ts'

/** Groups, by which many are named at once. */
export class GroupBook {
  readonly #db: LocalDb

  constructor(db: LocalDb) {
    this.#db = db
  }

  async list(): Promise<GroupView[]> {
    const people = await this.#db.people.all()
    return (await this.#db.groups.all()).map((name) => ({ name, people: people.filter(({ groups }) => groups.includes(name)).map(({ id }) => id) }))
  }

  /** Throws `conflict`. */
  async add(name: GroupName): Promise<void> {
    if (!(await this.#db.groups.add(name))) throw new Problem('conflict', { what: 'a group', name })
  }

  /** Nobody is in it any more. Throws `not-found`. */
  async remove(name: GroupName): Promise<void> {
    await this.#db.tx(async (t) => {
      if (!(await t.groups.remove(name))) throw new Problem('not-found', { what: 'group', name })
      for (const person of await t.people.all()) {
        if (person.groups.includes(name)) await t.people.update({ ...person, groups: person.groups.filter((group) => group !== name) })
      }
    })
  }
}
