import type { LocalDb } from '../../localdb/localdb.ts'

/** Which sign-in each grant stands on: it ends with it, and everything that was given by it. */
const model = 'SignIn'

export class Grants {
  readonly #db: Pick<LocalDb, 'oidc' | 'sessions'>

  constructor(db: Pick<LocalDb, 'oidc' | 'sessions'>) {
    this.#db = db
  }

  async stand(grant: string, session: string): Promise<void> {
    await this.#db.oidc.put({ model, id: grant, payload: { session }, grant, uid: null, expires: null })
  }

  /** The sign-in that a grant stands on. */
  async sessionOf(grant: string): Promise<string | undefined> {
    const row = await this.#db.oidc.get(model, grant)
    return row && (row.payload as { session: string }).session // our own row
  }

  /** Whether its sign-in is good now. */
  async isGood(grant: string, now: Date): Promise<boolean> {
    const session = await this.sessionOf(grant)
    const row = session === undefined ? undefined : await this.#db.sessions.get(session)
    return row !== undefined && row.expires > now.toISOString()
  }

  /** Ends what stands on none of these sign-ins. */
  async keep(live: ReadonlySet<string>): Promise<void> {
    for (const { id, payload } of await this.#db.oidc.all(model)) {
      if (!live.has((payload as { session: string }).session)) await this.end(id)
    }
  }

  /** The grant itself, its codes and tokens, and this record of it. */
  async end(grant: string): Promise<void> {
    await this.#db.oidc.removeGrant(grant)
  }
}
