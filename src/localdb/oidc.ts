import type { Kysely } from 'kysely'
import { fromJson, toJson } from './json.ts'
import type { Tables } from './tables.ts'

/** What the OpenID provider keeps: sessions, grants, codes and tokens, as its library hands them over. */
export interface OidcRow {
  readonly model: string
  readonly id: string
  readonly payload: unknown
  readonly grant: string | null
  readonly uid: string | null
  readonly expires: string | null
}

export class Oidc {
  readonly #db: Kysely<Tables>

  constructor(db: Kysely<Tables>) {
    this.#db = db
  }

  async get(model: string, id: string): Promise<OidcRow | undefined> {
    const row = await this.#db.selectFrom('oidc').selectAll().where('model', '=', model).where('id', '=', id).executeTakeFirst()
    return row && rowOf(row)
  }

  async byUid(model: string, uid: string): Promise<OidcRow | undefined> {
    const row = await this.#db.selectFrom('oidc').selectAll().where('model', '=', model).where('uid', '=', uid).executeTakeFirst()
    return row && rowOf(row)
  }

  async all(model: string): Promise<OidcRow[]> {
    return (await this.#db.selectFrom('oidc').selectAll().where('model', '=', model).execute()).map(rowOf)
  }

  async put({ model, id, payload, grant, uid, expires }: OidcRow): Promise<void> {
    const row = { payload: toJson(payload), grant_id: grant, uid, expires }
    const insert = this.#db.insertInto('oidc').values({ model, id, ...row })
    await insert.onConflict((c) => c.columns(['model', 'id']).doUpdateSet(row)).execute()
  }

  async remove(model: string, id: string): Promise<void> {
    await this.#db.deleteFrom('oidc').where('model', '=', model).where('id', '=', id).execute()
  }

  async removeGrant(grant: string): Promise<void> {
    await this.#db.deleteFrom('oidc').where('grant_id', '=', grant).execute()
  }

  async removeExpired(now: string): Promise<void> {
    await this.#db.deleteFrom('oidc').where('expires', '<=', now).execute()
  }
}

function rowOf({ model, id, payload, grant_id: grant, uid, expires }: Tables['oidc']): OidcRow {
  return { model, id, payload: fromJson(payload), grant, uid, expires }
}
