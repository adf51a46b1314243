import { Mutex } from '../kit/mutex.ts'
import type { LocalDb } from '../localdb/localdb.ts'
import { Problem } from '../model/problem.ts'
import type { Brakes } from './brakes.ts'
import { isPassword } from './password.ts'

/** Each check takes 19 MiB and a core for a while: who comes when so many wait already is sent away. */
const mayWait = 20

/** Checks the owner's password, one visitor at a time and with brakes. Right and wrong take the same way and time. */
export class SignIn {
  readonly #db: LocalDb
  readonly #brakes: Brakes
  readonly #oneAtATime = new Mutex()
  #waiting = 0

  constructor(db: LocalDb, brakes: Brakes) {
    this.#db = db
    this.#brakes = brakes
  }

  /** Throws `too-many`, `unclaimed`. */
  async check(password: string, from: string): Promise<boolean> {
    if (this.#waiting >= mayWait) throw new Problem('too-many', { seconds: 2 })
    this.#waiting += 1
    try {
      return await this.#oneAtATime.run(() => this.#check(password, from))
    } finally {
      this.#waiting -= 1
    }
  }

  async #check(password: string, from: string): Promise<boolean> {
    await this.#brakes.begin(from)
    const owner = await this.#db.people.owner()
    if (!owner) throw new Problem('unclaimed')
    const right = await isPassword(password, owner.password)
    if (right) await this.#brakes.succeeded(from)
    return right
  }
}
