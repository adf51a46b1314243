import { PasskeyBook } from '../../../src/access/passkeys/book.ts'
import { systemClock } from '../../../src/kit/clock.ts'
import { silent } from '../../../src/kit/log.ts'
import { openLocalDb } from '../../../src/localdb/localdb.ts'
import { tempFolder } from '../../../src/localdb/sample.ts'
import type { AccountRows } from './accountrows.ts'

/** The engine's own passkeys over rows on a real disk: what a browser's authenticator makes is truly verified. */
export class Passkeys implements AsyncDisposable {
  readonly #opened = new AsyncDisposableStack()
  #book: Promise<PasskeyBook> | undefined

  /** Of whoever is signed in; made with the first question. */
  async book(account: AccountRows): Promise<PasskeyBook> {
    return await (this.#book ??= this.#open(account))
  }

  async #open({ id, name, password }: AccountRows): Promise<PasskeyBook> {
    const folder = this.#opened.use(await tempFolder())
    const db = this.#opened.use(await openLocalDb({ file: folder.file('berth.db'), log: silent }))
    await db.people.insert({ id, name, role: 'owner', groups: [], password, created: new Date().toISOString() })
    return new PasskeyBook({ db, clock: systemClock, key: () => Buffer.alloc(32, 7) })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#opened[Symbol.asyncDispose]()
  }
}
