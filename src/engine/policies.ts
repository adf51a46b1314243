import { ownerId } from '../access/access.ts'
import type { LocalDb } from '../localdb/localdb.ts'
import type { GroupName } from '../model/person.ts'
import type { Access, Policy } from '../model/policy.ts'
import type { ProjectsDoor } from './api/projectsdoor.ts'
import type { Intents } from './intents.ts'

/** A group that is removed is named by no policy any more: another one of that name later would inherit its rights. */
export async function forgetGroup(group: GroupName, { db, intents }: { readonly db: LocalDb; readonly intents: Intents }): Promise<void> {
  for (const { name, policy, removal } of await db.specs.all()) {
    const without = withoutGroup(policy, group)
    if (without !== policy && !removal) await intents.change(name, { policy: without })
  }
}

/** The same object where the group is not named. */
export function withoutGroup(policy: Policy, group: GroupName): Policy {
  const names = (access: Access): boolean => typeof access === 'object' && access.groups.includes(group)
  if (![policy.access, ...Object.values(policy.paths)].some(names)) return policy
  const strip = (access: Access): Access => (typeof access === 'object' ? { ...access, groups: access.groups.filter((one) => one !== group) } : access)
  const paths = Object.fromEntries(Object.entries(policy.paths).map(([prefix, access]) => [prefix, strip(access)]))
  return { access: strip(policy.access), paths }
}

/** Its projects are the machine's owner's then, for the same reason. */
export async function inheritProjects(group: GroupName, projects: Pick<ProjectsDoor, 'views' | 'change'>): Promise<void> {
  for (const { name, owner } of await projects.views()) {
    if (owner.kind === 'group' && owner.name === group) await projects.change(name, { owner: { kind: 'person', id: ownerId } })
  }
}
