import type { Docker, SeenContainer } from '../docker/docker.ts'
import type { Clock } from '../kit/clock.ts'
import type { Log } from '../kit/log.ts'

/** The longest a container waits for its last visits, milliseconds; longer streams end then. */
export const longestDrain = 30_000
/** After Docker would not remove one it is tried again, milliseconds. */
const again = 5000

export interface Visits {
  /** `host:port` of every place that visits go to now or that some are under way to; nothing while the gateway has not told. */
  readonly targets: readonly string[] | undefined
  /** Where they should go by what was reported last: until the gateway names all of these, its word is older than that. */
  readonly expected: readonly string[]
}

/** Nobody is under way to this container any more, and nobody new is sent there. */
export function isUnvisited({ address, state }: SeenContainer, { targets, expected }: Visits): boolean {
  if (address === null || (state !== 'running' && state !== 'paused')) return true
  if (targets === undefined || !expected.every((target) => targets.includes(target))) return false
  return !targets.some((target) => target.startsWith(`${address}:`))
}

export interface RetirementOptions {
  readonly docker: Docker
  readonly clock: Clock
  readonly log: Log
  readonly longest: number
  /** One is gone, or could not be removed: look again. */
  readonly wake: () => void
}

/** Containers that no plan names any more: each waits until nobody visits it, then ends with its own grace, and nobody waits for that. */
export class Retirement implements AsyncDisposable {
  readonly #options: RetirementOptions
  readonly #since = new Map<string, number>()
  readonly #leaving = new Map<string, Promise<void>>()
  #unserved: ReadonlySet<string> = new Set()

  constructor(options: RetirementOptions) {
    this.#options = options
  }

  /** The services that were tried last and never served: there is nothing to wait for. */
  skip(services: readonly string[]): void {
    this.#unserved = new Set(services)
  }

  /** Who of these may go now, and is not going yet. */
  due(containers: readonly SeenContainer[], visits: Visits): ReadonlySet<string> {
    const there = new Set(containers.map(({ id }) => id))
    for (const id of this.#since.keys()) if (!there.has(id)) this.#since.delete(id)
    const now = this.#options.clock.steady()
    for (const id of there) if (!this.#since.has(id)) this.#since.set(id, now)
    const late = (id: string): boolean => now - (this.#since.get(id) ?? now) >= this.#options.longest
    const free = containers.filter((one) => this.#unserved.has(one.service) || late(one.id) || isUnvisited(one, visits))
    return new Set(free.map(({ id }) => id).filter((id) => !this.#leaving.has(id)))
  }

  /** Milliseconds until somebody has waited long enough; null when nobody waits. */
  get wait(): number | null {
    const waiting = [...this.#since].filter(([id]) => !this.#leaving.has(id)).map(([, since]) => since + this.#options.longest)
    return waiting.length === 0 ? null : Math.max(0, Math.min(...waiting) - this.#options.clock.steady())
  }

  begin(containers: readonly SeenContainer[]): void {
    for (const { id } of containers) this.#leaving.set(id, this.#discard(id))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#leaving.values())
  }

  async #discard(id: string): Promise<void> {
    const { docker, log, wake } = this.#options
    const done = (): void => {
      this.#leaving.delete(id)
      wake()
    }
    await docker.discard(id).then(done, (err: unknown) => {
      log.warn({ err, container: id }, 'a container of an older release is still there')
      setTimeout(done, again).unref()
    })
  }
}
