import type { SeenContainer } from '../../docker/docker.ts'
import type { Usage } from '../../docker/stats.ts'
import type { Figure } from '../../model/figures.ts'

/** What one container took, and when it was asked. */
export interface Taken {
  readonly container: Pick<SeenContainer, 'id' | 'service' | 'startedAt'>
  readonly usage: Usage
  /** By the steady clock, milliseconds. */
  readonly asked: number
  /** Percent of one core since it was asked before; the first time since it started. */
  readonly cpu: number
}

/** One look at all containers of an instance that run. */
export interface Sample {
  /** Epoch milliseconds. */
  readonly at: number
  readonly taken: readonly Taken[]
}

/** `now`: by the steady clock and by the date. A count that began anew, as after a start, is taken since that start. */
export function take(container: Taken['container'], usage: Usage, before: Taken | undefined, now: { readonly steady: number; readonly date: number }): Taken {
  const goesOn = before !== undefined && before.container.startedAt === container.startedAt && before.usage.cpu <= usage.cpu
  const since = goesOn ? { cpu: before.usage.cpu, time: now.steady - before.asked } : { cpu: 0, time: now.date - container.startedAt }
  const cpu = since.time > 0 ? Math.max(0, ((usage.cpu - since.cpu) / (since.time * 1e6)) * 100) : 0
  return { container, usage, asked: now.steady, cpu }
}

export function figureOf({ at, taken }: Sample): Figure {
  const sum = (of: (one: Taken) => number): number => taken.reduce((all, one) => all + of(one), 0)
  return {
    at: new Date(at).toISOString(),
    cpu: rounded(sum(({ cpu }) => cpu)),
    memory: sum(({ usage }) => usage.memory),
    received: sum(({ usage }) => usage.received),
    sent: sum(({ usage }) => usage.sent),
  }
}

/** By service; two versions of one that run side by side are one line. */
export function servicesOf({ taken }: Sample): { name: string; cpu: number; memory: number; memoryLimit: number | null }[] {
  const byName = Map.groupBy(taken, ({ container }) => container.service)
  return [...byName].map(([name, own]) => ({
    name,
    cpu: rounded(own.reduce((all, { cpu }) => all + cpu, 0)),
    memory: own.reduce((all, { usage }) => all + usage.memory, 0),
    memoryLimit: limitOf(own),
  }))
}

/** All together; null as soon as one of them has none. */
export function limitOf(taken: readonly Taken[]): number | null {
  const limits = taken.map(({ usage }) => usage.memoryLimit)
  return limits.length === 0 || limits.includes(null) ? null : limits.reduce((all: number, limit) => all + (limit ?? 0), 0)
}

function rounded(percent: number): number {
  return Math.round(percent * 100) / 100
}
