import type { LocalDb, Rows } from '../localdb/localdb.ts'
import { closed } from '../model/openmode.ts'
import type { OpenMode } from '../model/openmode.ts'

const key = 'open-mode'

/** What of the machine is in open mode. */
export class Opening {
  readonly #db: LocalDb

  constructor(db: LocalDb) {
    this.#db = db
  }

  async get(): Promise<OpenMode> {
    const text = await this.#db.meta.get(key)
    return text === undefined ? closed : { ...closed, ...(JSON.parse(text) as Partial<OpenMode>) }
  }

  async set(mode: OpenMode, rows: Rows = this.#db): Promise<void> {
    await rows.meta.set(key, JSON.stringify(mode))
  }
}
