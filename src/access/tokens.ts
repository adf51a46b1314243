import type { Clock } from '../kit/clock.ts'
import type { LocalDb } from '../localdb/localdb.ts'
import type { TokenRow } from '../localdb/tokens.ts'
import type { TokenBody, TokenMade, TokenView } from '../model/api.ts'
import type { PersonId } from '../model/person.ts'
import { Problem } from '../model/problem.ts'
import type { Brakes } from './brakes.ts'
import { digest, newId, newSecret, sameDigest } from './secret.ts'

const day = 24 * 60 * 60_000
/** `used` is written at most this often, milliseconds. */
const usedEvery = 60_000
/** `berth_`, the id that finds the row, the secret that opens it. */
const form = /^berth_([0-9a-f]{12})([A-Za-z0-9_-]{43})$/

/** Tokens for programs: each acts for the person who made it. The secret is shown once. */
export class TokenBook {
  readonly #db: LocalDb
  readonly #clock: Clock
  readonly #brakes: Brakes
  readonly #written = new Map<string, number>()

  constructor(db: LocalDb, clock: Clock, brakes: Brakes) {
    this.#db = db
    this.#clock = clock
    this.#brakes = brakes
  }

  async list(person: PersonId): Promise<TokenView[]> {
    return (await this.#db.tokens.all()).filter((row) => row.person === person).map(viewOf)
  }

  async create(person: PersonId, { label, days, scope = 'all' }: TokenBody): Promise<TokenMade> {
    const [id, secret, now] = [newId(), newSecret(), this.#clock.date()]
    const expires = days === undefined ? null : new Date(now.getTime() + days * day).toISOString()
    const row = { id, hash: digest(secret), person, label, scope, created: now.toISOString(), expires, used: null }
    await this.#db.tokens.insert(row)
    return { ...viewOf(row), secret: `berth_${id}${secret}` }
  }

  /** Throws `not-found`, also for somebody else's. */
  async revoke(person: PersonId, id: string): Promise<void> {
    const row = await this.#db.tokens.get(id)
    if (row?.person !== person || !(await this.#db.tokens.remove(id))) throw new Problem('not-found', { what: 'token', name: id })
    this.#written.delete(id)
  }

  /** Whose the good token of an `Authorization` header is and what it may; nothing for any other. Only bad ones are braked. Throws `too-many`. */
  async read(authorization: string, from: string): Promise<TokenRow | undefined> {
    const row = await this.#find(authorization)
    if (row) await this.#use(row.id)
    else await this.#brakes.begin('token', { from })
    return row
  }

  /** Is it still a good one? Asked of one that was read before, so it is no try. */
  async opens(authorization: string): Promise<boolean> {
    return (await this.#find(authorization)) !== undefined
  }

  async #find(authorization: string): Promise<TokenRow | undefined> {
    const [, id, secret] = form.exec(/^Bearer +(\S+) *$/i.exec(authorization)?.[1] ?? '') ?? []
    const row = id === undefined ? undefined : await this.#db.tokens.get(id)
    if (!row || secret === undefined || !sameDigest(digest(secret), row.hash)) return undefined
    return row.expires !== null && row.expires <= this.#clock.date().toISOString() ? undefined : row
  }

  async #use(id: string): Promise<void> {
    const now = this.#clock.steady()
    if (now - (this.#written.get(id) ?? -Infinity) < usedEvery) return
    this.#written.set(id, now)
    await this.#db.tokens.touch(id, this.#clock.date().toISOString())
  }
}

function viewOf({ id, label, scope, created, expires, used }: TokenRow): TokenView {
  return { id, label, scope, created, expires, used }
}
