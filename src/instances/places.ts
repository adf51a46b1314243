import { join } from 'node:path'
import type { InstanceName, JobId, ShelfId } from '../model/names.ts'

/** Where things lie below the data directory. Everything of an instance is in its one folder. */
export class Places {
  readonly #data: string

  constructor(data: string) {
    this.#data = data
  }

  /** Berth's own data directory. */
  get data(): string {
    return this.#data
  }

  /** The folder that apps share by grant. */
  get shared(): string {
    return join(this.#data, 'shared')
  }

  instance(name: InstanceName): string {
    return join(this.#data, 'instances', name)
  }

  shelf(id: ShelfId): string {
    return join(this.#data, 'shelf', id)
  }

  get allKept(): string {
    return join(this.#data, 'kept')
  }

  /** The version before an update, with its data as it was then; called after the job that kept it. */
  kept(id: JobId): string {
    return join(this.allKept, id)
  }

  get allStaging(): string {
    return join(this.#data, 'staging')
  }

  /** Where a job gathers what it fetches, until it is whole. */
  staging(job: JobId): string {
    return join(this.allStaging, job)
  }
}
