import { mayProject } from '../../access/mayproject.ts'
import type { Person } from '../../access/person.ts'
import type { InstanceName } from '../../model/names.ts'
import { Problem } from '../../model/problem.ts'
import { isOpen, seenBy } from '../sight.ts'
import type { ApiContext } from './context.ts'

/** May they look into this instance: those who run the machine, and whoever has the project it came from? Throws `not-found` for what they do not see, `forbidden` for what they only use. */
export async function demandInspect({ access, db, view }: Pick<ApiContext, 'access' | 'db' | 'view'>, person: Person, name: InstanceName): Promise<void> {
  const found = view(name)
  if (!found) throw new Problem('not-found', { what: 'app', name })
  if (access.may(person, 'instances.inspect')) return
  const spec = await db.specs.get(name)
  const project = spec?.origin.door === 'push' ? await db.projects.get(spec.origin.project) : undefined
  if (project && mayProject(person, project)) return
  const isSeen = seenBy(person, found, await isOpen(access)) !== undefined
  throw isSeen ? new Problem('forbidden') : new Problem('not-found', { what: 'app', name })
}
