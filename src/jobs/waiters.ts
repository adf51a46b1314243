import type { JobView } from '../model/job.ts'
import type { JobId } from '../model/names.ts'

/** Who waits for the end of a job. */
export class Waiters {
  readonly #waiting = new Map<JobId, PromiseWithResolvers<JobView>>()

  /** Rejects when the jobs are closed before. */
  of(id: JobId): Promise<JobView> {
    const waiting = this.#waiting.get(id) ?? Promise.withResolvers<JobView>()
    this.#waiting.set(id, waiting)
    waiting.promise.catch(() => undefined) // nobody may be waiting any more
    return waiting.promise
  }

  tell(view: JobView): void {
    this.#waiting.get(view.id)?.resolve(view)
    this.#waiting.delete(view.id)
  }

  close(): void {
    for (const { reject } of this.#waiting.values()) reject(new Error('the jobs were closed; this one goes on at the next start'))
    this.#waiting.clear()
  }
}
