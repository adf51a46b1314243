import type { DeviceId } from '../model/device.ts'
import type { GroupName, PersonId, Role } from '../model/person.ts'
import type { Access, Named } from '../model/policy.ts'
import { Problem } from '../model/problem.ts'
import { whichOf } from './whom.ts'

/** Everybody and everything a policy can name: `GET /api/names`. */
export interface Names {
  readonly people: readonly { readonly id: PersonId; readonly name: string; readonly role: Role }[]
  readonly groups: readonly GroupName[]
  readonly devices: readonly { readonly id: DeviceId; readonly name: string }[]
}

/** What a policy can say in one word, and what that means. */
export const accessWords = {
  public: 'everybody',
  devices: 'paired devices, and members',
  members: 'members',
  private: 'the owner and admins',
  peer: 'the owner and admins, and other engines that are known',
} as const

/** The words that are offered: `peer` is for engines. */
export const accessChoices = ['public', 'devices', 'members', 'private'] as const

/**
 * Reads `members` or `ada,group:teachers,device:tablet-1`. Throws `unknown-name` for whom there is not, and
 * `invalid` for a word among names.
 */
export function accessOf(text: string, names: Names): Access {
  if (Object.hasOwn(accessWords, text)) return text as keyof typeof accessWords
  const parts = text.split(',').flatMap((part) => part.trim() || [])
  if (parts.length === 0) throw new Problem('invalid', { where: 'access', reason: `say who: ${accessChoices.join(', ')}, or names` })
  const word = parts.find((part) => Object.hasOwn(accessWords, part))
  if (word) throw new Problem('invalid', { where: 'access', reason: `${word} stands alone; whoever is called so is named as person:${word}` })
  return named(parts, names)
}

function named(parts: readonly string[], { people, groups, devices }: Names): Named {
  const found = { people: new Set<PersonId>(), groups: new Set<GroupName>(), devices: new Set<DeviceId>() }
  for (const part of parts) {
    const [kind, name] = kindAndName(part)
    if (kind === 'group') found.groups.add(whichOf('group', name, asCalled(groups)).name)
    else if (kind === 'device') found.devices.add(whichOf('device', name, devices).id)
    else found.people.add(whichOf('person', name, people).id)
  }
  return { people: [...found.people], groups: [...found.groups], devices: [...found.devices] }
}

/** What is named by `group:teachers`; without a kind it is a person. */
export function kindAndName(text: string): readonly [kind: 'person' | 'group' | 'device', name: string] {
  const [, kind, name] = /^(person|group|device):(.*)$/.exec(text) ?? []
  return kind === undefined || name === undefined ? ['person', text] : [kind as 'person' | 'group' | 'device', name]
}

function asCalled(groups: readonly GroupName[]): readonly { id: GroupName; name: GroupName }[] {
  return groups.map((name) => ({ id: name, name }))
}

/** Who may, in one word: for lists of apps. */
export function accessWord(access: Access): string {
  return typeof access === 'string' ? access : 'named'
}

/** Who may, in words. Who is named and is here no more is shown by id. */
export function whoMay(access: Access, { people, devices }: Names): string {
  if (typeof access === 'string') return accessWords[access]
  const nameOf = (id: string, among: readonly { readonly id: string; readonly name: string }[]): string => among.find((one) => one.id === id)?.name ?? id
  const words = [...access.people.map((id) => nameOf(id, people)), ...access.groups.map((group) => `group ${group}`), ...access.devices.map((id) => `device ${nameOf(id, devices)}`)]
  return words.length === 0 ? accessWords.private : `${words.join(', ')} (and ${accessWords.private})`
}
