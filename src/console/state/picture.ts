import type { FeedMessage } from '../../model/api.ts'
import type { InstanceView, ShelfItem } from '../../model/instance.ts'
import type { JobView } from '../../model/job.ts'
import type { MachineView } from '../../model/machine.ts'
import type { ProjectView } from '../../model/project.ts'

/** What is known of the machine now. */
export interface Picture {
  readonly instances: readonly InstanceView[]
  /** Those that whoever looks may see. */
  readonly projects: readonly ProjectView[]
  /** Latest first. */
  readonly jobs: readonly JobView[]
  readonly shelf: readonly ShelfItem[]
  readonly machine: MachineView | null
}

export const nothingKnown: Picture = { instances: [], projects: [], jobs: [], shelf: [], machine: null }

/** Jobs kept on the page. */
const mostJobs = 200

/** The picture after one message of the feed. A snapshot replaces all of it, so nothing that went meanwhile stays. */
export function apply(picture: Picture, message: FeedMessage): Picture {
  switch (message.type) {
    case 'snapshot':
      return { instances: byTitle(message.instances), projects: byName(message.projects), jobs: latestFirst(message.jobs), shelf: message.shelf, machine: message.machine }
    case 'instance':
      return { ...picture, instances: byTitle([...picture.instances.filter(({ name }) => name !== message.value.name), message.value]) }
    case 'instance-gone':
      return { ...picture, instances: picture.instances.filter(({ name }) => name !== message.name) }
    case 'project':
      return { ...picture, projects: byName([...picture.projects.filter(({ name }) => name !== message.value.name), message.value]) }
    case 'project-gone':
      return { ...picture, projects: picture.projects.filter(({ name }) => name !== message.name) }
    case 'job':
      return { ...picture, jobs: latestFirst([message.value, ...picture.jobs.filter(({ id }) => id !== message.value.id)]) }
    case 'shelf':
      return { ...picture, shelf: message.value }
    case 'machine':
      return { ...picture, machine: message.value }
  }
}

function byTitle(instances: readonly InstanceView[]): readonly InstanceView[] {
  return instances.toSorted((a, b) => a.title.localeCompare(b.title) || a.name.localeCompare(b.name))
}

function byName(projects: readonly ProjectView[]): readonly ProjectView[] {
  return projects.toSorted((a, b) => a.name.localeCompare(b.name))
}

function latestFirst(jobs: readonly JobView[]): readonly JobView[] {
  return jobs.toSorted((a, b) => b.created.localeCompare(a.created)).slice(0, mostJobs)
}
