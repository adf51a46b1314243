import type { Clock } from '../kit/clock.ts'
import type { LocalDb, Rows } from '../localdb/localdb.ts'
import type { SessionRow } from '../localdb/sessions.ts'
import type { SessionView } from '../model/api.ts'
import type { DeviceId } from '../model/device.ts'
import type { PersonId } from '../model/person.ts'
import { deviceOf } from './device.ts'
import { digest, newId, newSecret } from './secret.ts'

const day = 24 * 60 * 60_000
/** A sign-in ends thirty days after it was last used; a paired machine may stand in a cupboard for the summer and longer. */
const life = { person: 30 * day, device: 400 * day }
/** `seen` is written at most this often, milliseconds: a visit must not cost a sync of the disk. */
const seenEvery = 60_000

/** Of whom a sign-in is. */
export type Whose = { readonly person: PersonId } | { readonly device: DeviceId }

/** Sign-ins. The secret is in the visitor's cookie only. */
export class SessionBook {
  readonly #db: LocalDb
  readonly #clock: Clock
  readonly #written = new Map<string, number>()

  constructor(db: LocalDb, clock: Clock) {
    this.#db = db
    this.#clock = clock
  }

  /** The cookie's value. Those who trust sign-ins are to be told after the commit. */
  async open(t: Rows, whose: Whose, agent: string | undefined): Promise<string> {
    const secret = newSecret()
    const created = this.#date(0)
    const of = 'person' in whose ? { person: whose.person, device: null } : { person: null, device: whose.device }
    await t.sessions.insert({ id: newId(), hash: digest(secret), ...of, agent: deviceOf(agent), created, seen: created, expires: this.#date(lifeOf(of)) })
    return secret
  }

  async find(secret: string): Promise<SessionRow | undefined> {
    const row = await this.#db.sessions.byHash(digest(secret))
    if (!row || row.expires <= this.#date(0)) return undefined
    await this.#see(row)
    return row
  }

  /** A person's; `current` is the one that asks. */
  async list(person: PersonId, current: string | undefined): Promise<SessionView[]> {
    const rows = (await this.alive()).filter((row) => row.person === person)
    return rows.map(({ id, agent, created, seen }) => ({ id, device: agent, created, seen, current: id === current }))
  }

  /** Those that are still good, the last seen first. */
  async alive(): Promise<SessionRow[]> {
    const now = this.#date(0)
    return (await this.#db.sessions.all()).filter((row) => row.expires > now)
  }

  /** Drops what has expired; whether there was anything. */
  async sweep(): Promise<boolean> {
    for (const [id, at] of this.#written) if (this.#clock.steady() - at >= seenEvery) this.#written.delete(id)
    return (await this.#db.sessions.removeExpired(this.#date(0))) > 0
  }

  async #see(row: SessionRow): Promise<void> {
    const now = this.#clock.steady()
    if (now - (this.#written.get(row.id) ?? -Infinity) < seenEvery) return
    this.#written.set(row.id, now)
    await this.#db.sessions.touch(row.id, this.#date(0), this.#date(lifeOf(row)))
  }

  #date(later: number): string {
    return new Date(this.#clock.date().getTime() + later).toISOString()
  }
}

function lifeOf({ device }: Pick<SessionRow, 'device'>): number {
  return device === null ? life.person : life.device
}
