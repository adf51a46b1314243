import type { Kysely } from 'kysely'
import { atomically } from './atomically.ts'
import type { Tables } from './tables.ts'

/** What a provider sent, in the order it came. */
export interface Delivery {
  readonly seq: number
  /** The provider's own name of it, after that of the connection. */
  readonly id: string
  readonly connection: string
  readonly event: string
  /** JSON, as it was signed. */
  readonly body: string
}

export type NewDelivery = Omit<Delivery, 'seq'> & { readonly digest: string; readonly received: string }

/** How many are remembered after they were dealt with, so that one that comes again is known. */
const remembered = 20_000

/** Webhooks that wait to be dealt with, and the names of those that were. */
export class Deliveries {
  readonly #db: Kysely<Tables>

  constructor(db: Kysely<Tables>) {
    this.#db = db
  }

  /** Together, so that many wait for the disk but once. Whether each is new: one of the same name, or of the same content, is not kept again. */
  async add(deliveries: readonly NewDelivery[]): Promise<readonly boolean[]> {
    return await atomically(this.#db, async (db) => {
      const rows = new Deliveries(db)
      const added: boolean[] = []
      for (const delivery of deliveries) added.push(await rows.#add(delivery))
      return added
    })
  }

  async #add(delivery: NewDelivery): Promise<boolean> {
    const { numInsertedOrUpdatedRows } = await this.#db
      .insertInto('deliveries')
      .values(delivery)
      .onConflict((c) => c.doNothing())
      .executeTakeFirst()
    return (numInsertedOrUpdatedRows ?? 0n) > 0n
  }

  /** The oldest that wait. */
  async waiting(most: number): Promise<Delivery[]> {
    const rows = await this.#db.selectFrom('deliveries').select(['seq', 'id', 'connection', 'event', 'body']).where('body', 'is not', null).orderBy('seq').limit(most).execute()
    return rows.map(({ body, ...row }) => ({ ...row, body: body ?? '' }))
  }

  /** They are dealt with: their names stay, the oldest go. */
  async done(seqs: readonly number[]): Promise<void> {
    const last = Math.max(...seqs)
    if (seqs.length === 0) return
    await this.#db.updateTable('deliveries').set({ body: null }).where('seq', 'in', seqs).execute()
    await this.#db
      .deleteFrom('deliveries')
      .where('body', 'is', null)
      .where('seq', '<', last - remembered)
      .execute()
  }
}
