import type { Clock } from '../kit/clock.ts'
import type { LocalDb, Rows } from '../localdb/localdb.ts'
import type { SessionRow } from '../localdb/sessions.ts'
import type { SessionView } from '../model/api.ts'
import { Problem } from '../model/problem.ts'
import { deviceOf } from './device.ts'
import type { Person } from './person.ts'
import { digest, newId, newSecret } from './secret.ts'

/** A sign-in ends thirty days after it was last used. */
const life = 30 * 24 * 60 * 60_000
/** `seen` is written at most this often, milliseconds: a visit must not cost a sync of the disk. */
const seenEvery = 60_000

/** Sign-ins. The secret is in the visitor's cookie only. */
export class SessionBook {
  readonly #db: LocalDb
  readonly #clock: Clock
  readonly #written = new Map<string, number>()
  readonly #listeners = new Set<(live: readonly string[]) => void>()

  constructor(db: LocalDb, clock: Clock) {
    this.#db = db
    this.#clock = clock
  }

  /** The cookie's value. Call `tell` after the commit. */
  async open(t: Rows, person: string, agent: string | undefined): Promise<string> {
    const secret = newSecret()
    const created = this.#date(0)
    await t.sessions.insert({ id: newId(), hash: digest(secret), person, device: deviceOf(agent), created, seen: created, expires: this.#date(life) })
    return secret
  }

  async find(secret: string): Promise<SessionRow | undefined> {
    const row = await this.#db.sessions.byHash(digest(secret))
    if (!row || row.expires <= this.#date(0)) return undefined
    await this.#see(row.id)
    return row
  }

  async list(person: Person): Promise<SessionView[]> {
    const current = person.kind === 'owner' ? person.session : undefined
    const rows = await this.#alive()
    return rows.map(({ id, device, created, seen }) => ({ id, device, created, seen, current: id === current }))
  }

  /** Throws `not-found`. */
  async revoke(id: string): Promise<void> {
    if (!(await this.#db.sessions.remove(id))) throw new Problem('not-found', { what: 'session', name: id })
    this.#written.delete(id)
    await this.tell()
  }

  /** Drops what has expired. */
  async sweep(): Promise<void> {
    if ((await this.#db.sessions.removeExpired(this.#date(0))) > 0) await this.tell()
  }

  async live(): Promise<string[]> {
    return (await this.#alive()).map((row) => row.id)
  }

  onChange(listener: (live: readonly string[]) => void): void {
    this.#listeners.add(listener)
  }

  /** The set of sign-ins has changed: everybody who trusts one hears it before the answer goes out. */
  async tell(): Promise<void> {
    const live = await this.live()
    for (const listener of this.#listeners) listener(live)
  }

  async #see(id: string): Promise<void> {
    const now = this.#clock.steady()
    if (now - (this.#written.get(id) ?? -Infinity) < seenEvery) return
    this.#written.set(id, now)
    await this.#db.sessions.touch(id, this.#date(0), this.#date(life))
  }

  async #alive(): Promise<SessionRow[]> {
    const now = this.#date(0)
    return (await this.#db.sessions.all()).filter((row) => row.expires > now)
  }

  #date(later: number): string {
    return new Date(this.#clock.date().getTime() + later).toISOString()
  }
}
