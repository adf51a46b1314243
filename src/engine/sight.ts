import type { Access } from '../access/access.ts'
import { seesAll } from '../access/may.ts'
import type { Person } from '../access/person.ts'
import type { FeedMessage } from '../model/api.ts'
import type { InstanceView } from '../model/instance.ts'
import { mayOpen } from '../model/policy.ts'
import type { Policy } from '../model/policy.ts'
import { anonymous } from '../model/visitor.ts'
import type { Visitor } from '../model/visitor.ts'
import type { Sieve } from './feed.ts'
import { ProjectSight } from './projectsight.ts'

/** Whoever calls the API, as an app's policy knows them. */
export function visitorOf(person: Person): Visitor {
  if (person.kind === 'anonymous') return anonymous
  if (person.kind === 'device') return { kind: 'device', session: person.session, id: person.id, name: person.name }
  const { id, name, role, groups, session = '' } = person
  return { kind: 'person', session, id, name, role, groups }
}

/** Do strangers count as paired devices now? */
export async function isOpen(access: Access): Promise<boolean> {
  return (await access.opening.get()).visitors
}

/** An instance as this person may see it: whole for those who run the machine; enough to open it for those who may use it; nothing for others. */
export function seenBy(person: Person, view: InstanceView | undefined, open: boolean): InstanceView | undefined {
  if (!view || seesAll(person)) return view
  return mayOpen(view.policy, visitorOf(person), open) ? sketchOf(view) : undefined
}

/** What of the live feed is for this person. */
export function sieveFor(person: Person, open: boolean): Sieve {
  if (seesAll(person)) return (message) => message
  const projects = new ProjectSight(person)
  return (message) => sift(message, person, { open, projects })
}

function sift(message: FeedMessage, person: Person, { open, projects }: { readonly open: boolean; readonly projects: ProjectSight }): FeedMessage | undefined {
  switch (message.type) {
    case 'snapshot':
      return { ...message, instances: message.instances.flatMap((view) => seenBy(person, view, open) ?? []), projects: projects.all(message.projects), jobs: [], shelf: [] }
    case 'instance': {
      const value = seenBy(person, message.value, open)
      return value ? { type: 'instance', value } : { type: 'instance-gone', name: message.value.name }
    }
    case 'project':
      return projects.changed(message.value)
    case 'project-gone':
      return projects.gone(message.name)
    case 'instance-gone':
    case 'machine':
      return message
    case 'job':
    case 'shelf':
      return undefined
  }
}

function sketchOf(view: InstanceView): InstanceView {
  const { cause } = view
  const told = cause && { code: cause.code, message: cause.message, fix: cause.fix, at: cause.at }
  return { ...view, policy: outline(view.policy), cause: told, grants: [], refused: null, kept: null, offered: null, job: null }
}

/** Who else may use it is nobody's business but theirs who run it. */
function outline({ access }: Policy): Policy {
  return { access: typeof access === 'string' ? access : 'members', paths: {} }
}
