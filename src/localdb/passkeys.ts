import type { Kysely } from 'kysely'
import type { PersonId } from '../model/person.ts'
import { fromJson, toJson } from './json.ts'
import type { Tables } from './tables.ts'

export interface PasskeyRow {
  /** The credential's id, base64url. */
  readonly id: string
  readonly person: PersonId
  /** COSE, base64url. */
  readonly public_key: string
  readonly counter: number
  readonly transports: readonly string[]
  /** Its owner's devices share it, so it is not lost with one of them. */
  readonly synced: boolean
  readonly label: string
  readonly created: string
  readonly used: string | null
}

/** Passkeys: the public halves. */
export class Passkeys {
  readonly #db: Kysely<Tables>

  constructor(db: Kysely<Tables>) {
    this.#db = db
  }

  async all(): Promise<PasskeyRow[]> {
    return (await this.#db.selectFrom('passkeys').selectAll().orderBy('created').execute()).map(rowOf)
  }

  async of(person: PersonId): Promise<PasskeyRow[]> {
    return (await this.#db.selectFrom('passkeys').selectAll().where('person', '=', person).orderBy('created').execute()).map(rowOf)
  }

  async get(id: string): Promise<PasskeyRow | undefined> {
    const row = await this.#db.selectFrom('passkeys').selectAll().where('id', '=', id).executeTakeFirst()
    return row && rowOf(row)
  }

  /** Throws when there is one of that id. */
  async insert({ transports, synced, ...passkey }: PasskeyRow): Promise<void> {
    await this.#db
      .insertInto('passkeys')
      .values({ ...passkey, transports: toJson(transports), synced: synced ? 1 : 0 })
      .execute()
  }

  async use(id: string, counter: number, used: string): Promise<void> {
    await this.#db.updateTable('passkeys').set({ counter, used }).where('id', '=', id).execute()
  }

  /** Whether that person had it. */
  async remove(person: PersonId, id: string): Promise<boolean> {
    const { numDeletedRows } = await this.#db.deleteFrom('passkeys').where('id', '=', id).where('person', '=', person).executeTakeFirst()
    return numDeletedRows > 0
  }
}

function rowOf({ transports, synced, ...row }: Tables['passkeys']): PasskeyRow {
  return { ...row, transports: fromJson(transports), synced: synced === 1 }
}
