import type { Route, RouteEntry } from '../gateway/protocol.ts'
import type { Report } from '../instances/report.ts'

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
  return { instance, title, policy, entries, state: status.state, since: Date.parse(status.since), headers: spec.plan?.headers ?? [], hosts: spec.domains, step: doing, expected, cause: status.cause }
}
