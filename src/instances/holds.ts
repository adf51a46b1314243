import { EventEmitter, once } from 'node:events'
import type { LocalDb } from '../localdb/localdb.ts'
import type { InstanceName, JobId } from '../model/names.ts'
import type { Held } from './want.ts'

/**
 * What jobs ask of instances, in memory as it is in the rows: a runner asks at every turn. A hold is a lease: it
 * falls with its job, and when that waits for a retry. One job at a time holds an instance: a copy of its data for
 * another one, and its own update, take turns.
 */
export class Holds {
  readonly #db: LocalDb
  readonly #held = new Map<InstanceName, { readonly job: JobId; readonly want: Exclude<Held, null> }>()
  readonly #wake: (name: InstanceName) => void
  readonly #falls = new EventEmitter().setMaxListeners(0)

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

  /** Its runner makes it true; look at its report for when it is. Waits until no other job holds it. */
  async put(name: InstanceName, job: JobId, want: Exclude<Held, null>, signal: AbortSignal): Promise<void> {
    while ((this.#held.get(name)?.job ?? job) !== job) await once(this.#falls, fallOf(name), { signal })
    signal.throwIfAborted()
    this.#held.set(name, { job, want })
    await this.#db.holds.put(name, job, want)
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
      this.#falls.emit(fallOf(name))
    }
  }
}

/** An event called `error` would be one. */
function fallOf(name: InstanceName): string {
  return `fall of ${name}`
}
