import type { LocalDb } from '../../localdb/localdb.ts'
import type { OutsideRow } from '../../localdb/outside.ts'
import { OutsideConfig } from '../../model/outside.ts'
import type { OutsideBody, OutsideId, OutsideView } from '../../model/outside.ts'
import { Problem } from '../../model/problem.ts'
import { issuerOf } from './issuer.ts'

/** Keeps secrets, sealed. */
export interface Secrets {
  get(name: string): Promise<string | undefined>
  put(name: string, text: string): Promise<void>
  remove(name: string): Promise<void>
}

/** Which providers there are, and what we are to them. */
export class Providers {
  readonly #db: LocalDb
  readonly #secrets: Secrets
  readonly #onChange: (id: OutsideId) => void

  constructor(db: LocalDb, secrets: Secrets, onChange: (id: OutsideId) => void) {
    this.#db = db
    this.#secrets = secrets
    this.#onChange = onChange
  }

  /** `origin`: of the console, as whoever asks sees it. */
  async list(origin: string): Promise<OutsideView[]> {
    const rows = await this.#db.outside.all()
    return await Promise.all(rows.map((row) => this.#view(row, origin)))
  }

  /** Throws `outside-gone`. */
  async get(id: string): Promise<OutsideRow> {
    const row = await this.#db.outside.get(id)
    if (!row) throw new Problem('outside-gone')
    return row
  }

  async secret(id: OutsideId): Promise<string | undefined> {
    return await this.#secrets.get(nameOf(id))
  }

  /** Groups that its map names are made where there are none. Throws `invalid`. */
  async put(id: OutsideId, { client_secret, ...body }: OutsideBody, origin: string): Promise<OutsideView> {
    const config = OutsideConfig.parse({ ...body, issuer: issuerOf(body.issuer) })
    const before = await this.#db.outside.get(id)
    if (before && client_secret === undefined && !sameOrigin(before.config.issuer, config.issuer)) await this.#demandNoSecret(id)
    if (client_secret === '') await this.#secrets.remove(nameOf(id))
    else if (client_secret !== undefined) await this.#secrets.put(nameOf(id), client_secret)
    const row = { id, config }
    await this.#db.tx(async (t) => {
      await t.outside.put(row)
      for (const group of Object.values(config.group_map)) await t.groups.add(group)
    })
    this.#onChange(id)
    return await this.#view(row, origin)
  }

  /** Whose account is there stays known: the same provider may come back. Throws `not-found`. */
  async remove(id: OutsideId): Promise<void> {
    if (!(await this.#db.outside.remove(id))) throw new Problem('not-found', { what: 'outside provider', name: id })
    await this.#secrets.remove(nameOf(id))
    this.#onChange(id)
  }

  /** A kept secret is told to nobody else than whom it was given for. */
  async #demandNoSecret(id: OutsideId): Promise<void> {
    if ((await this.secret(id)) !== undefined) throw new Problem('invalid', { where: 'client_secret', reason: 'the issuer is another one, so give its secret' })
  }

  async #view({ id, config }: OutsideRow, origin: string): Promise<OutsideView> {
    return { ...config, id, secret: (await this.secret(id)) !== undefined, callback: callbackOf(id, origin) }
  }
}

/** What the provider must be told. */
export function callbackOf(id: OutsideId, origin: string): string {
  return `${origin}/signin/outside/${id}/callback`
}

function nameOf(id: OutsideId): string {
  return `outside:${id}`
}

function sameOrigin(one: string, other: string): boolean {
  return new URL(one).origin === new URL(other).origin
}
