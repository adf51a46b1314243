import { settlePath } from '../../model/path.ts'
import type { DeviceId } from '../../model/device.ts'
import type { LinkView } from '../../model/link.ts'
import type { PersonId, Role } from '../../model/person.ts'
import type { Visitor } from '../../model/visitor.ts'
import { access as words } from '../messages/access.ts'
import type { Everyone } from '../people/audience.ts'

/** Somebody for whom a policy can be tried out. */
export interface Candidate {
  readonly key: string
  readonly name: string
  readonly visitor: Visitor
}

export interface CandidateGroup {
  readonly name: string
  readonly candidates: readonly Candidate[]
}

/** Nobody in particular has these. */
const someone = 'someone' as PersonId
const somewhat = 'someone' as DeviceId
const session = 'preview'

/** Everybody a policy can be tried out for, in groups; empty groups are left out. */
export function candidatesFor(everyone: Everyone, links: readonly LinkView[]): readonly CandidateGroup[] {
  const groups: readonly CandidateGroup[] = [
    { name: words.general, candidates: [{ key: 'stranger', name: words.stranger, visitor: { kind: 'anonymous' } }, device(somewhat, words.anyDevice), person('member'), person('guest')] },
    { name: words.people, candidates: everyone.people.map(({ id, name, role, groups: of }) => ({ key: `person:${id}`, name, visitor: { kind: 'person', session, id, name, role, groups: of } })) },
    {
      name: words.groups,
      candidates: everyone.groups.map(({ name }) => ({
        key: `group:${name}`,
        name: words.inGroup(name),
        visitor: { kind: 'person', session, id: someone, name, role: 'guest', groups: [name] },
      })),
    },
    { name: words.devices, candidates: everyone.devices.map(({ id, name }) => device(id, name)) },
    {
      name: words.links,
      candidates: links.map(({ id, label, instance, path }) => ({
        key: `link:${id}`,
        name: words.byLink(label),
        visitor: { kind: 'link', session, instance, path: settlePath(path)?.decided ?? path },
      })),
    },
  ]
  return groups.filter(({ candidates }) => candidates.length > 0)
}

function person(role: Extract<Role, 'member' | 'guest'>): Candidate {
  const name = role === 'member' ? words.anyMember : words.anyGuest
  return { key: role, name, visitor: { kind: 'person', session, id: someone, name, role, groups: [] } }
}

function device(id: DeviceId, name: string): Candidate {
  return { key: `device:${id}`, name, visitor: { kind: 'device', session, id, name } }
}
