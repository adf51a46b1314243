import type { PersonBody, PersonView } from '../model/person.ts'
import { Problem } from '../model/problem.ts'
import type { Context } from './context.ts'
import { groupsCalled, personCalled } from './whom.ts'

export interface PersonChange {
  readonly role?: 'admin' | 'member' | 'guest'
  readonly name?: string
  /** Groups to be in besides; false: in none. */
  readonly group?: readonly string[] | false
  readonly leave?: readonly string[]
}

/** Sends what was given and nothing else. Throws `invalid` when that is nothing. */
export async function changePerson({ client, terminal }: Context, given: string, change: PersonChange): Promise<void> {
  const { role, name, group, leave } = change
  if (Object.keys(change).length === 0) throw new Problem('invalid', { where: 'people change', reason: 'nothing was given to change' })
  const person = await personCalled(client, given)
  const groups = (group ?? leave) === undefined ? {} : { groups: await groupsAfter(client, person, change) }
  const body: PersonBody = { ...(role ? { role } : {}), ...(name === undefined ? {} : { name }), ...groups }
  const view = await client.send<PersonView>('PATCH', `/api/people/${person.id}`, body)
  terminal.show(view, () => `${view.name} is ${view.role}, in ${view.groups.length === 0 ? 'no group' : view.groups.join(', ')}.`)
}

async function groupsAfter(client: Context['client'], { groups: had }: PersonView, { group = [], leave = [] }: PersonChange): Promise<string[]> {
  const [join, left] = await Promise.all([groupsCalled(client, group || []), groupsCalled(client, leave)])
  const kept = group === false ? [] : had
  return [...new Set([...kept, ...join])].filter((name) => !left.includes(name))
}
