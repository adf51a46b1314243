import type { Plan, PlannedService } from '../model/plan.ts'
import type { ServiceName } from '../model/names.ts'

/** Services so that each stands after those it needs. A circle cannot occur: the bundle refuses it. */
export function startOrder(plan: Plan): readonly PlannedService[] {
  const byName = new Map(plan.services.map((service) => [service.name, service]))
  const placed = new Set<ServiceName>()
  const order: PlannedService[] = []
  const place = (service: PlannedService): void => {
    if (placed.has(service.name)) return
    placed.add(service.name)
    for (const need of service.needs) {
      const needed = byName.get(need.service)
      if (needed) place(needed)
    }
    order.push(service)
  }
  for (const service of plan.services) place(service)
  return order
}

/** A service may end well when others wait for its end, or when no visitor comes in through it. */
export function mayFinish(plan: Plan, service: ServiceName): boolean {
  const awaited = plan.services.some((other) => other.needs.some((need) => need.service === service && need.until === 'completed'))
  return awaited || !plan.entries.some((entry) => entry.service === service)
}
