import { isDeepStrictEqual } from 'node:util'
import type { Report } from '../instances/report.ts'
import type { InstanceView } from '../model/instance.ts'
import type { JobView } from '../model/job.ts'
import type { EngineId, InstanceName } from '../model/names.ts'

/** The last word of every runner. */
export class Reports {
  readonly #reports = new Map<InstanceName, Report>()

  get(name: InstanceName): Report | undefined {
    return this.#reports.get(name)
  }

  all(): readonly Report[] {
    return [...this.#reports.values()]
  }

  /** False when that is what was said last. */
  put(report: Report): boolean {
    const name = report.spec.name
    if (isDeepStrictEqual(this.#reports.get(name), report)) return false
    this.#reports.set(name, report)
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
  const { name, title, origin, version, offered, mode, policy, lifecycle, created, plan, listeners } = spec
  const { state, since, cause, crashes, oom, nextTry } = status
  const ports = listeners.map(({ port, entry }) => ({ port, protocol: plan?.entries[entry]?.protocol ?? ('http' as const) }))
  const hasPage = plan?.entries.some((entry) => entry.protocol === 'http') ?? false
  const seen = { state, since, cause, crashes, oom, nextTry, job: facts.job?.id ?? null, url: hasPage ? facts.url(name) : null, ports }
  return { name, title, engine: facts.engine, origin, version, offered, mode, policy, lifecycle, created, ...seen, expected: facts.expected, icon: facts.icon }
}
