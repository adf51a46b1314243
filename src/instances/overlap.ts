import type { SeenContainer } from '../docker/docker.ts'
import type { Spec } from '../model/instance.ts'
import type { Plan, PlannedService } from '../model/plan.ts'

/**
 * May these two versions run side by side for a moment? Only where nothing can be torn: whatever is not the same in both
 * writes to nothing that outlives it, no service is there twice under one name, and visitors come only by HTTP, where
 * each request is whole in itself. What is not known (plans of earlier versions of Berth) is taken as no.
 */
export function mayOverlap(old: Plan, next: Plan): boolean {
  if (old.hostNetwork || next.hostNetwork) return false
  const entries = [...old.entries, ...next.entries]
  if (old.entries.length === 0 || next.entries.length === 0 || entries.some(({ protocol }) => protocol !== 'http')) return false
  if (old.services.some((service) => changedIn(next, service))) return false
  return differing(old, next).every(({ writes }) => writes === false)
}

/** Does going from one to the other replace a service that writes to data? Then the data is copied first. */
export function touchesData(old: Plan, next: Plan): boolean {
  return old.services.some((service) => changedIn(next, service) && service.writes !== false) || differing(old, next).some(({ writes }) => writes !== false)
}

/** Does anything of it write to data? */
export function writesData({ services }: Plan): boolean {
  return services.some(({ writes }) => writes !== false)
}

/** The services that are in only one of the two, or not the same in both. */
function differing(old: Plan, next: Plan): readonly PlannedService[] {
  return [...old.services.filter((service) => !sameIn(next, service)), ...next.services.filter((service) => !sameIn(old, service))]
}

function sameIn(plan: Plan, { name, digest }: PlannedService): boolean {
  return digest !== undefined && plan.services.some((other) => other.name === name && other.digest === digest)
}

function changedIn(plan: Plan, service: PlannedService): boolean {
  return plan.services.some(({ name }) => name === service.name) && !sameIn(plan, service)
}

/**
 * What the runner makes true now. While a version is tried beside the one that serves: all of it, and of the serving one
 * what is up. That is not started anew: if it went down, its visitors wait for the new one, or for it to be put back.
 */
export function planNow({ plan, next }: Pick<Spec, 'plan' | 'next'>, containers: readonly SeenContainer[]): Plan | null {
  if (!plan || !next) return plan
  const tried = new Set(next.plan.services.map(({ name }) => name))
  const serving = plan.services.filter(({ name }) => !tried.has(name) && containers.some((container) => container.service === name && isUp(container)))
  return { ...next.plan, services: [...next.plan.services, ...serving.map((service) => ({ ...service, needs: [] }))] }
}

export function isUp({ state }: SeenContainer): boolean {
  return state === 'running' || state === 'paused' || state === 'restarting'
}
