import type { Alias, Route, RouteEntry } from '../gateway/protocol.ts'
import type { Report } from '../instances/report.ts'
import type { Spec } from '../model/instance.ts'

/** A runner's report as the gateway needs it. A target is given only while it can be reached. */
export function routeOf(report: Report, expected: number | null): Route {
  const { spec, status, doing } = report
  const { name: instance, title, policy } = spec
  const reachable = status.state === 'running' || status.state === 'paused'
  const entries: RouteEntry[] = (spec.plan?.entries ?? []).map((entry, index) => ({
    listen: spec.listeners.find((listener) => listener.entry === index)?.port ?? null,
    protocol: entry.protocol,
    open: entry.protocol === 'tcp' && spec.grants.some((grant) => grant === `port:${entry.port}`),
    target: reachable ? (report.targets[index] ?? null) : null,
  }))
  return {
    instance,
    title,
    policy,
    entries,
    state: status.state,
    since: Date.parse(status.since),
    headers: spec.plan?.headers ?? [],
    hosts: spec.domains,
    aliases: aliasesOf(spec),
    step: doing,
    expected,
    cause: status.cause,
  }
}

/** What each label stands for now. The same commit may have been here in several versions: one of them is enough. */
export function aliasesOf({ aliases, version, offered, update, next, refused }: Spec): Alias[] {
  const coming = [update?.version, next?.version, refused?.version === offered ? undefined : offered]
  const one = (label: string, versions: readonly string[]): Alias => {
    if (version !== null && versions.includes(version)) return { label, current: true }
    if (versions.some((each) => coming.includes(each))) return { label, current: false, fate: 'coming' }
    return refused && versions.includes(refused.version) ? { label, current: false, fate: 'refused' } : { label, current: false }
  }
  const byLabel = Map.groupBy(aliases, ({ label }) => label)
  return [...byLabel].map(([label, all]) =>
    one(
      label,
      all.map((alias) => alias.version),
    ),
  )
}
