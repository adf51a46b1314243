import type { GroupName, GroupView, PersonId, PersonView } from '../../model/person.ts'
import type { ProjectOwner } from '../../model/project.ts'

/** An owner as the text of an option. */
export function keyOf(owner: ProjectOwner): string {
  return owner.kind === 'person' ? `person ${owner.id}` : `group ${owner.name}`
}

export function ownerOf(key: string): ProjectOwner {
  const [kind, ...rest] = key.split(' ')
  const name = rest.join(' ')
  return kind === 'group' ? { kind, name: name as GroupName } : { kind: 'person', id: name as PersonId }
}

export interface OwnerOption {
  readonly key: string
  readonly name: string
}

interface Someone {
  readonly id: string
  readonly name: string
  readonly groups: readonly string[]
}

interface Words {
  readonly me: (name: string) => string
  readonly group: (name: string) => string
}

/** Who can own a project as far as whoever asks may know: themselves, their groups, and of those who see everybody everybody. */
export function ownersFor(me: Someone, people: readonly Pick<PersonView, 'id' | 'name' | 'role'>[], groups: readonly Pick<GroupView, 'name'>[], words: Words): readonly OwnerOption[] {
  const named = [...new Set([...me.groups, ...groups.map(({ name }) => String(name))])].toSorted((a, b) => a.localeCompare(b))
  const others = people.filter(({ id, role }) => id !== me.id && role !== 'guest')
  return [
    { key: `person ${me.id}`, name: words.me(me.name) },
    ...named.map((name) => ({ key: `group ${name}`, name: words.group(name) })),
    ...others.map(({ id, name }) => ({ key: `person ${id}`, name })),
  ]
}
