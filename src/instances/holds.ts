import type { LocalDb } from '../localdb/localdb.ts'
import type { InstanceName, JobId } from '../model/names.ts'
import type { Held } from './want.ts'

/**
 * What jobs ask of instances, in memory as it is in the rows: a runner asks at every turn. A hold is a lease: it
 * falls with its job, and when that waits for a retry.
 */
export class Holds {
  readonly #db: LocalDb
  readonly #held = new Map<InstanceName, { readonly job: JobId; readonly want: Exclude<Held, null> }>()
  readonly #wake: (name: InstanceName) => void

  private constructor(db: LocalDb, wake: (name: InstanceName) => void) {
    this.#db = db
    this.#wake = wake
  }

  static async open(db: LocalDb, wake: (name: InstanceName) => void): Promise<Holds> {
    const holds = new Holds(db, wake)
    for (const { name, job, want } of await db.holds.all()) holds.#held.set(name, { job, want })
    return holds
  }

  of(name: InstanceName): Held {
    return this.#held.get(name)?.want ?? null
  }

  /** Its runner makes it true; look at its report for when it is. */
  async put(name: InstanceName, job: JobId, want: Exclude<Held, null>): Promise<void> {
    await this.#db.holds.put(name, job, want)
    this.#held.set(name, { job, want })
    this.#wake(name)
  }

  async drop(job: JobId): Promise<void> {
    await this.#db.holds.drop(job)
    this.fallen(job)
  }

  /** The job has settled, and its rows have gone with it. */
  fallen(job: JobId): void {
    for (const [name, hold] of this.#held) {
      if (hold.job !== job) continue
      this.#held.delete(name)
      this.#wake(name)
    }
  }
}
