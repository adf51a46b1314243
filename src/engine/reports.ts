import { isDeepStrictEqual } from 'node:util'
import type { Report } from '../instances/report.ts'
import type { InstanceView } from '../model/instance.ts'
import type { JobView } from '../model/job.ts'
import type { EngineId, InstanceName } from '../model/names.ts'

/** The last word of every runner. */
export class Reports {
  readonly #reports = new Map<InstanceName, Report>()
  readonly #listeners = new Set<(report: Report) => void>()

  get(name: InstanceName): Report | undefined {
    return this.#reports.get(name)
  }

  all(): readonly Report[] {
    return [...this.#reports.values()]
  }

  /** The first report of this instance for which `is` holds, the last one included. Rejects when the signal aborts. */
  async when(name: InstanceName, is: (report: Report) => boolean, signal: AbortSignal): Promise<Report> {
    signal.throwIfAborted()
    const now = this.#reports.get(name)
    if (now && is(now)) return now
    const { promise, resolve, reject } = Promise.withResolvers<Report>()
    const hear = (report: Report): void => {
      if (report.spec.name === name && is(report)) resolve(report)
    }
    const end = (): void => reject(signal.reason as Error)
    this.#listeners.add(hear)
    signal.addEventListener('abort', end, { once: true })
    return await promise.finally(() => {
      this.#listeners.delete(hear)
      signal.removeEventListener('abort', end)
    })
  }

  /** False when that is what was said last. */
  put(report: Report): boolean {
    const name = report.spec.name
    if (isDeepStrictEqual(this.#reports.get(name), report)) return false
    this.#reports.set(name, report)
    for (const hear of this.#listeners) hear(report)
    return true
  }

  drop(name: InstanceName): void {
    this.#reports.delete(name)
  }
}

export interface ViewFacts {
  readonly engine: EngineId
  readonly url: (name: InstanceName) => string | null
  readonly job: JobView | null
  readonly expected: number | null
  readonly icon: boolean
}

/** A runner's report as people see it. */
export function viewOf({ spec, status }: Report, facts: ViewFacts): InstanceView {
  const { name, title, origin, version, offered, mode, policy, lifecycle, size, grants, updates, refused, kept, created, plan, listeners, domains } = spec
  const { state, since, cause, crashes, oom, nextTry } = status
  const ports = listeners.map(({ port, entry }) => ({ port, protocol: plan?.entries[entry]?.protocol ?? ('http' as const) }))
  const hasPage = plan?.entries.some((entry) => entry.protocol === 'http') ?? false
  const seen = { state, since, cause, crashes, oom, nextTry, job: facts.job?.id ?? null, url: hasPage ? facts.url(name) : null, ports }
  return {
    name,
    title,
    engine: facts.engine,
    origin,
    version,
    offered,
    mode,
    policy,
    lifecycle,
    size,
    grants,
    updates,
    refused,
    kept,
    created,
    domains,
    ...seen,
    expected: facts.expected,
    icon: facts.icon,
  }
}
