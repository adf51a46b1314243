import type { Person } from '../access/person.ts'
import { anonymous } from '../model/visitor.ts'
import type { Visitor } from '../model/visitor.ts'

/** Whoever calls the API, as an app's policy knows them. */
export function visitorOf(person: Person): Visitor {
  if (person.kind === 'anonymous') return anonymous
  if (person.kind === 'device') return { kind: 'device', session: person.session, id: person.id, name: person.name }
  const { id, name, role, groups, session = '' } = person
  return { kind: 'person', session, id, name, role, groups }
}
