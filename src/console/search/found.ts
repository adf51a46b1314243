import type { InstanceView } from '../../model/instance.ts'
import type { PreviewView } from '../../model/preview.ts'
import type { ProjectView } from '../../model/project.ts'
import { say } from '../messages.ts'
import { appPath, previewPath, projectPath } from '../places.ts'

/** Something the quick search leads to. */
export interface Found {
  readonly href: string
  readonly name: string
  readonly instance?: InstanceView
  readonly isProject?: boolean
  readonly preview?: PreviewView
}

const screens: readonly Found[] = [
  { href: '/', name: say.shell.home },
  { href: '/store', name: say.shell.store },
  { href: '/projects', name: say.shell.projects },
  { href: '/previews', name: say.shell.previews },
  { href: '/images', name: say.shell.images },
  { href: '/run', name: say.shell.newImage },
  { href: '/shelf', name: say.shell.shelf },
  { href: '/activity', name: say.shell.activity },
  { href: '/settings', name: say.shell.settings },
  { href: '/account', name: say.shell.account },
]

/** Apps, then projects, previews and screens, in whose names the words occur; those that begin with them first. */
export function foundFor(words: string, instances: readonly InstanceView[], projects: readonly ProjectView[] = [], previews: readonly PreviewView[] = []): readonly Found[] {
  const wanted = words.trim().toLowerCase()
  // A preview's app is found as the preview, which says more of it.
  const apps = instances
    .filter(({ origin, name }) => origin.door !== 'preview' || !previews.some((preview) => preview.name === name))
    .map((instance) => ({ href: appPath(instance.name), name: instance.title, instance }))
  const pushed = projects.map(({ name }) => ({ href: projectPath(name), name: String(name), isProject: true }))
  const pulled = previews.map((preview) => ({ href: previewPath(preview.name), name: String(preview.name), preview }))
  const all: readonly Found[] = [...apps, ...pushed, ...pulled, ...screens]
  const rank = ({ name, instance, preview }: Found): number => {
    const text = `${name} ${instance?.name ?? ''} ${preview?.title ?? ''}`.toLowerCase()
    return text.startsWith(wanted) ? 0 : text.includes(wanted) ? 1 : 2
  }
  return all.filter((each) => rank(each) < 2).toSorted((a, b) => rank(a) - rank(b))
}
