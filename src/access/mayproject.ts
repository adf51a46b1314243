import type { Project } from '../model/project.ts'
import { may } from './may.ts'
import type { Action } from './may.ts'
import type { Person, SomePerson } from './person.ts'

/** May they do this to this project? Those who run the machine to all of them, others to theirs and their groups'. */
export function mayProject(person: Person, { owner }: Pick<Project, 'owner'>, action: Action = 'projects.read'): boolean {
  return person.kind === 'person' && may(person, action) && (runsTheMachine(person) || isTheirs(person, owner))
}

function runsTheMachine({ role }: SomePerson): boolean {
  return role === 'owner' || role === 'admin'
}

function isTheirs({ id, groups }: SomePerson, owner: Project['owner']): boolean {
  return owner.kind === 'person' ? owner.id === id : groups.includes(owner.name)
}
