import type { SeenContainer } from '../docker/docker.ts'
import type { Want } from '../model/lifecycle.ts'
import type { Plan, PlannedService } from '../model/plan.ts'
import { mayFinish, startOrder } from './order.ts'

export type Step =
  | { readonly do: 'create' | 'remove' | 'settled' }
  | { readonly do: 'start' | 'probe' | 'pause' | 'unpause' | 'stop' | 'retire'; readonly containers: readonly SeenContainer[] }
  /** Nothing to do until Docker says something about this service. */
  | { readonly do: 'await'; readonly service: string }
  | { readonly do: 'fail'; readonly container: SeenContainer }

/** What is there, with what the runner alone can know of this waking. */
export interface Seen {
  readonly containers: readonly SeenContainer[]
  /** Ids started in this waking: only these can have ended in it. */
  readonly started: ReadonlySet<string>
  /** The entry has answered since the last start or unpause. */
  readonly ready: boolean
  /** Ids of containers that the plan does not name and nobody visits any more. */
  readonly unvisited: ReadonlySet<string>
}

/**
 * The one next step from what is seen to what is wanted. Pure. The runner takes it, looks again and asks again,
 * so a step that failed, was done twice or was overtaken by Docker needs no special case.
 */
export function nextStep(want: Want, plan: Plan | null, seen: Seen): Step {
  if (want === 'gone') return { do: 'remove' }
  if (!plan) return { do: 'settled' }
  const leaving = seen.containers.filter(({ id }) => seen.unvisited.has(id))
  if (leaving.length > 0) return { do: 'retire', containers: leaving }
  const towards = { running: toRunning, paused: toPaused, stopped: toStopped }[want]
  return towards(plan, { ...seen, containers: seen.containers.filter((container) => isOf(plan, container)) })
}

export function isOf(plan: Plan, { service }: SeenContainer): boolean {
  return plan.services.some(({ name }) => name === service)
}

function toRunning(plan: Plan, seen: Seen): Step {
  if (!complete(plan, seen)) return { do: 'create' }
  const paused = inState(seen, 'paused')
  if (paused.length > 0) return { do: 'unpause', containers: paused }
  const crashed = crash(plan, seen)
  if (crashed) return { do: 'fail', container: crashed }
  return startMore(plan, seen) ?? (seen.ready ? { do: 'settled' } : readiness(plan, seen))
}

/** The first thing to start, or to wait for, in the order of the dependencies; nothing when all have started. */
function startMore(plan: Plan, seen: Seen): Step | undefined {
  const waiting = startOrder(plan).filter((service) => !hasStarted(plan, service, seen))
  if (waiting.length === 0) return undefined
  const startable = waiting.filter((service) => service.needs.every((need) => isMet(plan, need, seen)))
  if (startable.length === 0) return { do: 'await', service: waiting[0]?.name ?? '' }
  return { do: 'start', containers: startable.flatMap((service) => containerOf(service.name, seen) ?? []) }
}

/** Docker's health first where the entry's service declares one, then its port. */
function readiness(plan: Plan, seen: Seen): Step {
  for (const entry of plan.entries) {
    const container = containerOf(entry.service, seen)
    if (container && (container.health === 'starting' || container.health === 'unhealthy')) return { do: 'await', service: entry.service }
  }
  return { do: 'probe', containers: seen.containers }
}

function toPaused(plan: Plan, seen: Seen): Step {
  const running = inState(seen, 'running')
  return running.length > 0 ? { do: 'pause', containers: reverseOrder(plan, running) } : { do: 'settled' }
}

function toStopped(plan: Plan, seen: Seen): Step {
  const paused = inState(seen, 'paused')
  if (paused.length > 0) return { do: 'unpause', containers: paused }
  const up = [...inState(seen, 'running'), ...inState(seen, 'restarting')]
  if (up.length > 0) return { do: 'stop', containers: reverseOrder(plan, up) }
  return complete(plan, seen) ? { do: 'settled' } : { do: 'create' }
}

/** Every service has a container made from its very part of this plan. Plans of earlier versions of Berth know only the whole. */
export function complete(plan: Plan, seen: Seen): boolean {
  return plan.services.every(({ name, digest = plan.digest }) => containerOf(name, seen)?.digest === digest)
}

function hasStarted(plan: Plan, service: PlannedService, seen: Seen): boolean {
  const container = containerOf(service.name, seen)
  return container?.state === 'running' || finished(plan, container, seen)
}

/** A one-shot is done in each waking anew; what runs `once`, when it ever ended well. */
function finished(plan: Plan, container: SeenContainer | undefined, seen: Seen): boolean {
  if (container?.state !== 'exited' || container.exitCode !== 0) return false
  const once = plan.services.find(({ name }) => name === container.service)?.once === true
  return once || (seen.started.has(container.id) && mayFinish(plan, container.service))
}

function crash(plan: Plan, seen: Seen): SeenContainer | undefined {
  return seen.containers.find((c) => (c.state === 'exited' || c.state === 'dead') && seen.started.has(c.id) && !finished(plan, c, seen))
}

function isMet(plan: Plan, need: PlannedService['needs'][number], seen: Seen): boolean {
  const container = containerOf(need.service, seen)
  if (finished(plan, container, seen)) return true
  if (container?.state !== 'running' || need.until === 'completed') return false
  return need.until === 'started' || container.health === 'healthy' || container.health === 'none'
}

function containerOf(service: string, seen: Seen): SeenContainer | undefined {
  return seen.containers.find((container) => container.service === service)
}

function inState(seen: Seen, state: SeenContainer['state']): readonly SeenContainer[] {
  return seen.containers.filter((container) => container.state === state)
}

/** Those that others need go last. */
function reverseOrder(plan: Plan, containers: readonly SeenContainer[]): readonly SeenContainer[] {
  const rank = new Map(startOrder(plan).map((service, index) => [service.name as string, index]))
  return containers.toSorted((a, b) => (rank.get(b.service) ?? 0) - (rank.get(a.service) ?? 0))
}
