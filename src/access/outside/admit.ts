import type { OutsideConfig } from '../../model/outside.ts'
import type { GroupName } from '../../model/person.ts'
import type { Account } from './account.ts'

/** Whether an account is one of those that may sign in at all; pure. Every rule that there is must hold. */
export function isAdmitted({ domains, groups }: Pick<OutsideConfig, 'domains' | 'groups'>, account: Pick<Account, 'email' | 'groups'>): boolean {
  const inDomain = domains.length === 0 || (account.email !== undefined && domains.includes(domainOf(account.email)))
  const inGroup = groups.length === 0 || groups.some((group) => account.groups.includes(group))
  return inDomain && inGroup
}

/**
 * The groups somebody is in here after a sign-in: of those that the map names, the ones that their groups there give them;
 * of the others, what they were. Pure, sorted.
 */
export function groupsAfter(now: readonly GroupName[], map: OutsideConfig['group_map'], there: readonly string[]): GroupName[] {
  const mapped = new Set(Object.values(map))
  const given = there.flatMap((group) => (Object.hasOwn(map, group) ? [map[group] as GroupName] : []))
  return [...new Set([...now.filter((group) => !mapped.has(group)), ...given])].sort()
}

/** Whole domains only: neither what ends like one nor what is below one. */
function domainOf(email: string): string {
  return email.slice(email.lastIndexOf('@') + 1).toLowerCase()
}
