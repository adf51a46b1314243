import { mayProject } from '../access/mayproject.ts'
import type { Person } from '../access/person.ts'
import type { FeedMessage } from '../model/api.ts'
import type { InstanceName } from '../model/names.ts'
import type { ProjectView } from '../model/project.ts'

/** The projects of the live feed that one viewer may see. It remembers which were shown: of any other not even its name is told. */
export class ProjectSight {
  readonly #person: Person
  readonly #shown = new Set<InstanceName>()

  constructor(person: Person) {
    this.#person = person
  }

  all(views: readonly ProjectView[]): ProjectView[] {
    this.#shown.clear()
    const mine = views.filter((view) => mayProject(this.#person, view))
    for (const { name } of mine) this.#shown.add(name)
    return mine
  }

  /** One that is theirs no more is gone for them. */
  changed(value: ProjectView): FeedMessage | undefined {
    if (!mayProject(this.#person, value)) return this.gone(value.name)
    this.#shown.add(value.name)
    return { type: 'project', value }
  }

  gone(name: InstanceName): FeedMessage | undefined {
    return this.#shown.delete(name) ? { type: 'project-gone', name } : undefined
  }
}
