import type { AppMeta } from '../model/app.ts'
import { ServiceName } from '../model/names.ts'
import { Plan } from '../model/plan.ts'
import { Problem } from '../model/problem.ts'
import type { Place } from './bundle.ts'
import type { Compose, Service } from './compose.ts'
import { seconds } from './duration.ts'
import { headerRules } from './headers.ts'
import { digest } from './label.ts'
import type { Digests } from './label.ts'
import { writesOf } from './writes.ts'

/** Seconds an app may take until it answers, unless its author says otherwise. */
const readyWithin = 120
/** The longest grace, seconds: a machine that shuts down waits for no app longer than this. */
const longestGrace = 600
const until: Readonly<Record<string, string>> = { service_started: 'started', service_healthy: 'healthy', service_completed_successfully: 'completed' }

/** What the runner must know of a bundle. Throws `bad-compose` when an entry or a dependency leads nowhere. */
export function planOf(meta: AppMeta, compose: Compose, rendered: object, place: Place): Plan {
  if (Object.keys(compose.services).length === 0) throw new Problem('bad-compose', { app: meta.name, where: 'services', reason: 'there is none' })
  const services = Object.entries(compose.services).map(([name, service]) => ({ ...planService(meta.name, name, service, compose), writes: writesOf(name, service, place) }))
  const entries = meta.entrypoints.map((entry, index) => {
    const service = serviceOf(compose, entry.container_name)
    if (!service) throw new Problem('bad-entry', { app: meta.name, where: `entrypoints.${index}.container_name`, reason: `no service is called ${entry.container_name}` })
    const health = meta['x-berth'].health_path
    return { service, port: entry.container_port, protocol: entry.entrypoint_port === 'http' ? 'http' : 'tcp', ...(health === undefined ? {} : { health }) }
  })
  refuseCircles(meta.name, services)
  return Plan.parse({
    services,
    entries,
    digest: digest(rendered),
    headers: headerRules(meta, place),
    hostNetwork: Object.values(compose.services).some((service) => service.network_mode === 'host'),
    readyWithin: meta['x-berth'].ready_within ?? readyWithin,
  })
}

/** The plan with what each of its containers is known by. */
export function withDigests(plan: Plan, digests: Digests): Plan {
  return { ...plan, services: plan.services.map((service) => ({ ...service, digest: digests.get(service.name) })) }
}

interface Planned {
  readonly name: string
  readonly needs: readonly { readonly service: string; readonly until: string }[]
}

function planService(app: string, name: string, service: Service, compose: Compose): Planned & Record<string, unknown> {
  if (!ServiceName.safeParse(name).success) throw new Problem('bad-compose', { app, where: `services.${name}`, reason: 'a service is called by letters, digits, dots, dashes and underscores' })
  if (!service.image) throw new Problem('bad-compose', { app, where: `services.${name}.image`, reason: 'every service needs an image name, also one that is built' })
  const healthcheck = service.healthcheck?.test !== undefined && service.healthcheck.disable !== true
  const needs = needsOf(service)
  const lost = needs.find((need) => !Object.hasOwn(compose.services, need.service))
  if (lost) throw new Problem('bad-compose', { app, where: `services.${name}.depends_on`, reason: `there is no service ${lost.service}` })
  const once = service['x-berth']?.once === true ? { once: true } : {}
  return { name, image: service.image, needs, healthcheck, grace: Math.min(longestGrace, seconds(service.stop_grace_period, 10)), ...once }
}

function needsOf({ depends_on: needs = [] }: Service): Planned['needs'] {
  if (Array.isArray(needs)) return needs.map((service) => ({ service, until: 'started' }))
  return Object.entries(needs).map(([service, { condition }]) => ({ service, until: until[condition ?? ''] ?? 'started' }))
}

/** An entry names a container; inside a project that is a service's `container_name` or its name. */
function serviceOf(compose: Compose, container: string): string | undefined {
  const services = Object.entries(compose.services)
  return (services.find(([, service]) => service.container_name === container) ?? services.find(([name]) => name === container))?.[0]
}

function refuseCircles(app: string, services: readonly Planned[]): void {
  const byName = new Map(services.map((service) => [service.name, service]))
  const reaches = (from: string, goal: string, been: Set<string>): boolean =>
    (byName.get(from)?.needs ?? []).some(({ service }) => service === goal || (!been.has(service) && reaches(service, goal, been.add(service))))
  const circular = services.find(({ name }) => reaches(name, name, new Set()))
  if (circular) throw new Problem('bad-compose', { app, where: `services.${circular.name}.depends_on`, reason: 'it waits for itself in a circle' })
}
