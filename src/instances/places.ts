import { join } from 'node:path'
import type { InstanceName, JobId, ShelfId } from '../model/names.ts'

/** Where things lie below the data directory. Everything of an instance is in its one folder. */
export class Places {
  readonly #data: string

  constructor(data: string) {
    this.#data = data
  }

  instance(name: InstanceName): string {
    return join(this.#data, 'instances', name)
  }

  shelf(id: ShelfId): string {
    return join(this.#data, 'shelf', id)
  }

  /** Where a job gathers what it fetches, until it is whole. */
  staging(job: JobId): string {
    return join(this.#data, 'staging', job)
  }
}
