import type { InstanceView } from '../../model/instance.ts'
import type { ProjectView } from '../../model/project.ts'
import { say } from '../messages.ts'
import { appPath, projectPath } from '../places.ts'

/** Something the quick search leads to. */
export interface Found {
  readonly href: string
  readonly name: string
  readonly instance?: InstanceView
  readonly isProject?: boolean
}

const screens: readonly Found[] = [
  { href: '/', name: say.shell.home },
  { href: '/store', name: say.shell.store },
  { href: '/projects', name: say.shell.projects },
  { href: '/shelf', name: say.shell.shelf },
  { href: '/activity', name: say.shell.activity },
  { href: '/settings', name: say.shell.settings },
  { href: '/account', name: say.shell.account },
]

/** Apps, then projects, then screens, in whose names the words occur; those that begin with them first. */
export function foundFor(words: string, instances: readonly InstanceView[], projects: readonly ProjectView[] = []): readonly Found[] {
  const wanted = words.trim().toLowerCase()
  const apps = instances.map((instance) => ({ href: appPath(instance.name), name: instance.title, instance }))
  const all: readonly Found[] = [...apps, ...projects.map(({ name }) => ({ href: projectPath(name), name: String(name), isProject: true })), ...screens]
  const rank = ({ name, instance }: Found): number => {
    const text = `${name} ${instance?.name ?? ''}`.toLowerCase()
    return text.startsWith(wanted) ? 0 : text.includes(wanted) ? 1 : 2
  }
  return all.filter((each) => rank(each) < 2).toSorted((a, b) => rank(a) - rank(b))
}
