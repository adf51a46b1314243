import type { Access } from '../access/access.ts'
import { seesAll } from '../access/may.ts'
import type { Person } from '../access/person.ts'
import type { FeedMessage } from '../model/api.ts'
import type { InstanceView } from '../model/instance.ts'
import { mayOpen } from '../model/policy.ts'
import type { Policy } from '../model/policy.ts'
import type { Sieve } from './feed.ts'
import { PreviewSight } from './previewsight.ts'
import type { PolicyOf } from './previewsight.ts'
import { ProjectSight } from './projectsight.ts'
import { visitorOf } from './visitor.ts'

/** Do strangers count as paired devices now? */
export async function isOpen(access: Access): Promise<boolean> {
  return (await access.opening.get()).visitors
}

/** An instance as this person may see it: whole for those who run the machine; enough to open it for those who may use it; nothing for others. */
export function seenBy(person: Person, view: InstanceView | undefined, open: boolean): InstanceView | undefined {
  if (!view || seesAll(person)) return view
  return mayOpen(view.policy, visitorOf(person), open) ? sketchOf(view) : undefined
}

/** What of the live feed is for this person. `policyOf`: how the instances are guarded that previews have become. */
export function sieveFor(person: Person, open: boolean, policyOf: PolicyOf): Sieve {
  if (seesAll(person)) return (message) => message
  const sights = { projects: new ProjectSight(person), previews: new PreviewSight({ person, open, policyOf }) }
  return (message) => sift(message, person, { open, ...sights })
}

interface Sights {
  readonly open: boolean
  readonly projects: ProjectSight
  readonly previews: PreviewSight
}

function sift(message: FeedMessage, person: Person, { open, projects, previews }: Sights): FeedMessage | undefined {
  switch (message.type) {
    case 'snapshot': {
      const instances = message.instances.flatMap((view) => seenBy(person, view, open) ?? [])
      return { ...message, instances, projects: projects.all(message.projects), previews: previews.all(message.previews), images: [], jobs: [], shelf: [] }
    }
    case 'instance': {
      const value = seenBy(person, message.value, open)
      return value ? { type: 'instance', value } : { type: 'instance-gone', name: message.value.name }
    }
    case 'project':
      return projects.changed(message.value)
    case 'project-gone':
      return projects.gone(message.name)
    case 'preview':
      return previews.changed(message.value)
    case 'preview-gone':
      return previews.gone(message.name)
    case 'instance-gone':
    case 'machine':
      return message
    case 'image':
    case 'image-gone':
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
