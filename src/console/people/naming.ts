import type { InstanceView } from '../../model/instance.ts'
import type { Access, Named } from '../../model/policy.ts'

type Guarded = Pick<InstanceView, 'title' | 'policy'>

/** The titles of the apps of which something is for exactly this one. */
export function appsNaming(instances: readonly Guarded[], list: keyof Named, id: string): readonly string[] {
  return appsWhere(instances, (access) => typeof access === 'object' && access[list].some((one) => one === id))
}

/** The titles of the apps of which something is for paired devices. */
export function appsForDevices(instances: readonly Guarded[]): readonly string[] {
  return appsWhere(instances, (access) => access === 'devices')
}

function appsWhere(instances: readonly Guarded[], isMeant: (access: Access) => boolean): readonly string[] {
  return instances.filter(({ policy }) => [policy.access, ...Object.values(policy.paths)].some(isMeant)).map(({ title }) => title)
}
