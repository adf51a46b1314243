import type { Clock } from '../kit/clock.ts'
import type { LocalDb } from '../localdb/localdb.ts'
import { LinkBody } from '../model/link.ts'
import type { LinkView } from '../model/link.ts'
import type { InstanceName } from '../model/names.ts'
import { settlePath } from '../model/path.ts'
import { Problem } from '../model/problem.ts'
import { newId } from './secret.ts'

const hour = 60 * 60_000

/** Shared links: the right to one path of one app, for whoever has the address, until it expires. */
export class LinkBook {
  readonly #db: LocalDb
  readonly #clock: Clock

  constructor(db: LocalDb, clock: Clock) {
    this.#db = db
    this.#clock = clock
  }

  /** Of one instance, or all; those that are still good. */
  async list(instance?: InstanceName): Promise<LinkView[]> {
    const now = this.#date(0)
    const rows = instance === undefined ? await this.#db.links.all() : await this.#db.links.of(instance)
    return rows.filter(({ expires }) => expires > now)
  }

  /** Throws `invalid` for a path that can be read in two ways. */
  async add(instance: InstanceName, by: string, body: LinkBody): Promise<LinkView> {
    const { path, label, hours } = LinkBody.parse(body)
    const settled = settlePath(path)
    if (!settled) throw new Problem('invalid', { where: 'path', reason: 'it can be read in two ways' })
    const link = { id: newId(), instance, path: settled.sent, label, by, created: this.#date(0), expires: this.#date(hours * hour) }
    await this.#db.links.insert(link)
    return link
  }

  /** Throws `not-found`, also for another instance's. */
  async revoke(instance: InstanceName, id: string): Promise<void> {
    if (!(await this.#db.links.remove(instance, id))) throw new Problem('not-found', { what: 'link', name: id })
  }

  /** Drops what has expired; whether there was anything. */
  async sweep(): Promise<boolean> {
    return (await this.#db.links.removeExpired(this.#date(0))) > 0
  }

  #date(later: number): string {
    return new Date(this.#clock.date().getTime() + later).toISOString()
  }
}
