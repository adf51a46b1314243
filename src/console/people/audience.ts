import type { DeviceView } from '../../model/device.ts'
import type { GroupView, PersonView } from '../../model/person.ts'
import type { Access, Named } from '../../model/policy.ts'

/** What a policy can say, as one word. */
export type AccessKind = Exclude<Access, Named> | 'named'

/** From everybody to few. `peer` is no choice of its own: it stays where it is. */
export const kinds: readonly AccessKind[] = ['public', 'devices', 'members', 'named', 'private']

export const nobody: Named = { people: [], groups: [], devices: [] }

export function kindOf(access: Access): AccessKind {
  return typeof access === 'string' ? access : 'named'
}

/** The kinds to choose from where `now` holds. */
export function kindsBeside(now: Access): readonly AccessKind[] {
  return now === 'peer' ? [...kinds, 'peer'] : kinds
}

/** The kind that was chosen as an access; whoever is named already stays so. */
export function accessOf(kind: AccessKind, before: Access): Access {
  if (kind !== 'named') return kind
  return typeof before === 'object' ? before : nobody
}

/** Everybody who can be named. */
export interface Everyone {
  readonly people: readonly Pick<PersonView, 'id' | 'name' | 'role' | 'groups'>[]
  readonly groups: readonly Pick<GroupView, 'name'>[]
  readonly devices: readonly Pick<DeviceView, 'id' | 'name'>[]
}

/** The names behind what is named; `gone` for those who are no longer here. */
export function namesIn(named: Named, everyone: Everyone, words: { readonly gone: string; readonly group: (name: string) => string }): readonly string[] {
  const people = named.people.map((id) => everyone.people.find((person) => person.id === id)?.name ?? words.gone)
  const groups = named.groups.map((name) => (everyone.groups.some((group) => group.name === name) ? words.group(name) : words.gone))
  const devices = named.devices.map((id) => everyone.devices.find((device) => device.id === id)?.name ?? words.gone)
  return [...people, ...groups, ...devices]
}
