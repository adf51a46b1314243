import type { Clock } from '../kit/clock.ts'
import type { LocalDb } from '../localdb/localdb.ts'
import type { TokenRow } from '../localdb/tokens.ts'
import type { TokenBody, TokenMade, TokenScope, TokenView } from '../model/api.ts'
import { Problem } from '../model/problem.ts'
import { digest, newId, newSecret, sameDigest } from './secret.ts'

const day = 24 * 60 * 60_000
/** `used` is written at most this often, milliseconds. */
const usedEvery = 60_000
/** `berth_`, the id that finds the row, the secret that opens it. */
const form = /^berth_([0-9a-f]{12})([A-Za-z0-9_-]{43})$/

/** Tokens for programs. The secret is shown once. */
export class TokenBook {
  readonly #db: LocalDb
  readonly #clock: Clock
  readonly #written = new Map<string, number>()

  constructor(db: LocalDb, clock: Clock) {
    this.#db = db
    this.#clock = clock
  }

  async list(): Promise<TokenView[]> {
    return (await this.#db.tokens.all()).map(viewOf)
  }

  /** Throws `unclaimed`: a token acts for somebody. */
  async create({ label, days, scope = 'all' }: TokenBody): Promise<TokenMade> {
    const owner = await this.#db.people.owner()
    if (!owner) throw new Problem('unclaimed')
    const [id, secret, now] = [newId(), newSecret(), this.#clock.date()]
    const expires = days === undefined ? null : new Date(now.getTime() + days * day).toISOString()
    const row = { id, hash: digest(secret), person: owner.id, label, scope, created: now.toISOString(), expires, used: null }
    await this.#db.tokens.insert(row)
    return { ...viewOf(row), secret: `berth_${id}${secret}` }
  }

  /** Throws `not-found`. */
  async revoke(id: string): Promise<void> {
    if (!(await this.#db.tokens.remove(id))) throw new Problem('not-found', { what: 'token', name: id })
    this.#written.delete(id)
  }

  /** What the good token of an `Authorization` header may do; nothing for any other. */
  async scopeOf(authorization: string): Promise<TokenScope | undefined> {
    const [, id, secret] = form.exec(/^Bearer +(\S+) *$/i.exec(authorization)?.[1] ?? '') ?? []
    const row = id === undefined ? undefined : await this.#db.tokens.get(id)
    if (!row || secret === undefined || !sameDigest(digest(secret), row.hash)) return undefined
    if (row.expires !== null && row.expires <= this.#clock.date().toISOString()) return undefined
    await this.#use(row.id)
    return row.scope
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
