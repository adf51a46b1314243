import { createHash } from 'node:crypto'
import type { Adapter, AdapterPayload } from 'oidc-provider'
import type { LocalDb } from '../../localdb/localdb.ts'

/** Who knows the apps that may ask; the library never writes them. */
export interface ClientSource {
  metadata(id: string): Promise<AdapterPayload | undefined>
}

/**
 * Where the library keeps its things: rows, so that a restart of the engine signs nobody out. What opens something
 * (a code, a token, a session's cookie) is kept as a digest only, since whoever reads the database must not get in.
 */
export function adapterFor(model: string, rows: LocalDb['oidc'], clients: ClientSource): Adapter {
  return model === 'Client' ? clientAdapter(clients) : new RowAdapter(model, rows)
}

class RowAdapter implements Adapter {
  readonly #model: string
  readonly #rows: LocalDb['oidc']

  constructor(model: string, rows: LocalDb['oidc']) {
    this.#model = model
    this.#rows = rows
  }

  async upsert(id: string, { jti: _jti, ...payload }: AdapterPayload, expiresIn?: number): Promise<void> {
    const { grantId, uid, session } = payload
    const kept = session ? { ...payload, session: { ...session, cookie: undefined } } : payload
    const expires = expiresIn === undefined ? null : new Date(Date.now() + expiresIn * 1000).toISOString()
    await this.#rows.put({ model: this.#model, id: digest(id), payload: kept, grant: grantId ?? (this.#model === 'Grant' ? id : null), uid: uid ?? null, expires })
  }

  async find(id: string): Promise<AdapterPayload | undefined> {
    const row = await this.#rows.get(this.#model, digest(id))
    return row && { ...(row.payload as AdapterPayload), jti: id } // our own row
  }

  /** A session by its public id. Its secret one is not known here; the library asks only whether there is one, and whose. */
  async findByUid(uid: string): Promise<AdapterPayload | undefined> {
    const row = await this.#rows.byUid(this.#model, uid)
    return row && { ...(row.payload as AdapterPayload), jti: row.id }
  }

  async findByUserCode(): Promise<undefined> {
    return undefined
  }

  async consume(id: string): Promise<void> {
    const row = await this.#rows.get(this.#model, digest(id))
    if (row) await this.#rows.put({ ...row, payload: { ...(row.payload as AdapterPayload), consumed: Math.floor(Date.now() / 1000) } })
  }

  async destroy(id: string): Promise<void> {
    await this.#rows.remove(this.#model, digest(id))
  }

  async revokeByGrantId(grantId: string): Promise<void> {
    await this.#rows.removeGrant(grantId)
  }
}

function clientAdapter(clients: ClientSource): Adapter {
  const never = (): Promise<never> => Promise.reject(new Error('apps are admitted by their installation only'))
  const nothing = (): Promise<undefined> => Promise.resolve(undefined)
  return { find: async (id) => await clients.metadata(id), upsert: never, consume: never, destroy: never, findByUid: nothing, findByUserCode: nothing, revokeByGrantId: nothing }
}

function digest(id: string): string {
  return createHash('sha256').update(id).digest('base64url')
}
