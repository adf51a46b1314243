import type { FeedMessage } from '../../model/api.ts'
import type { RegisteredImageView } from '../../model/image.ts'
import type { InstanceView, ShelfItem } from '../../model/instance.ts'
import type { JobView } from '../../model/job.ts'
import type { MachineView } from '../../model/machine.ts'
import type { PreviewView } from '../../model/preview.ts'
import type { ProjectView } from '../../model/project.ts'

/** What is known of the machine now. */
export interface Picture {
  readonly instances: readonly InstanceView[]
  /** Those that whoever looks may see. */
  readonly projects: readonly ProjectView[]
  readonly previews: readonly PreviewView[]
  /** Registered images. */
  readonly images: readonly RegisteredImageView[]
  /** Latest first. */
  readonly jobs: readonly JobView[]
  readonly shelf: readonly ShelfItem[]
  readonly machine: MachineView | null
}

export const nothingKnown: Picture = { instances: [], projects: [], previews: [], images: [], jobs: [], shelf: [], machine: null }

/** Jobs kept on the page. */
const mostJobs = 200

/** The picture after one message of the feed. A snapshot replaces all of it, so nothing that went meanwhile stays. */
export function apply(picture: Picture, message: FeedMessage): Picture {
  switch (message.type) {
    case 'snapshot':
      return begun(message)
    case 'instance':
      return { ...picture, instances: byTitle([...without(picture.instances, message.value.name), message.value]) }
    case 'instance-gone':
      return { ...picture, instances: without(picture.instances, message.name) }
    case 'project':
      return { ...picture, projects: withOne(picture.projects, message.value) }
    case 'project-gone':
      return { ...picture, projects: without(picture.projects, message.name) }
    case 'preview':
      return { ...picture, previews: withOne(picture.previews, message.value) }
    case 'preview-gone':
      return { ...picture, previews: without(picture.previews, message.name) }
    case 'image':
      return { ...picture, images: withOne(picture.images, message.value) }
    case 'image-gone':
      return { ...picture, images: without(picture.images, message.name) }
    case 'job':
      return { ...picture, jobs: latestFirst([message.value, ...picture.jobs.filter(({ id }) => id !== message.value.id)]) }
    case 'shelf':
      return { ...picture, shelf: message.value }
    case 'machine':
      return { ...picture, machine: message.value }
  }
}

function begun({ instances, projects, previews, images, jobs, shelf, machine }: Extract<FeedMessage, { type: 'snapshot' }>): Picture {
  return { instances: byTitle(instances), projects: byName(projects), previews: byName(previews), images: byName(images), jobs: latestFirst(jobs), shelf, machine }
}

function byTitle(instances: readonly InstanceView[]): readonly InstanceView[] {
  return instances.toSorted((a, b) => a.title.localeCompare(b.title) || a.name.localeCompare(b.name))
}

interface Named {
  readonly name: string
}

function byName<T extends Named>(all: readonly T[]): readonly T[] {
  return all.toSorted((a, b) => a.name.localeCompare(b.name, undefined, { numeric: true }))
}

function withOne<T extends Named>(all: readonly T[], value: T): readonly T[] {
  return byName([...without(all, value.name), value])
}

function without<T extends Named>(all: readonly T[], name: string): readonly T[] {
  return all.filter((each) => each.name !== name)
}

function latestFirst(jobs: readonly JobView[]): readonly JobView[] {
  return jobs.toSorted((a, b) => b.created.localeCompare(a.created)).slice(0, mostJobs)
}
