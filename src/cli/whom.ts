import type { DeviceView } from '../model/device.ts'
import type { GroupView, PersonView } from '../model/person.ts'
import { Problem } from '../model/problem.ts'
import type { Client } from './client.ts'
import { folded, nearest } from '../kit/nearest.ts'

interface Called {
  readonly id: string
  readonly name: string
}

/** What can be called by its name, and the command that lists it. */
const lists = { person: 'berth people', group: 'berth groups', device: 'berth devices' } as const

/**
 * The one that is called so: by name in any case, or by id. Throws `unknown-name` with the nearest names, or
 * `ambiguous-name` where one's name is another's id.
 */
export function whichOf<T extends Called>(what: keyof typeof lists, given: string, among: readonly T[]): T {
  const found = among.filter(({ id, name }) => id === given || folded(name) === folded(given))
  const [one] = found
  if (!one) throw unknown(what, given, among)
  if (found.length > 1) throw new Problem('ambiguous-name', { name: given, which: found.map(({ id, name }) => `${name} (${id})`).join(', '), list: lists[what] })
  return one
}

function unknown(what: keyof typeof lists, given: string, among: readonly Called[]): Problem {
  const near = nearest(
    given,
    among.map(({ name }) => name),
  )
  const meant = near.length > 0 ? `Did you mean ${near.join(' or ')}? ` : ''
  return new Problem('unknown-name', { what, name: given, next: `${meant}\`${lists[what]}\` lists what there is.` })
}

/** Throws as `whichOf`. */
export async function personCalled(client: Client, given: string): Promise<PersonView> {
  return whichOf('person', given, await client.get<PersonView[]>('/api/people'))
}

/** Throws as `whichOf`. */
export async function deviceCalled(client: Client, given: string): Promise<DeviceView> {
  return whichOf('device', given, await client.get<DeviceView[]>('/api/devices'))
}

/** The names as they are written here, in the order given. Throws as `whichOf`. */
export async function groupsCalled(client: Client, given: readonly string[]): Promise<readonly string[]> {
  if (given.length === 0) return []
  const groups = (await client.get<GroupView[]>('/api/groups')).map(({ name }) => ({ id: name, name }))
  return given.map((one) => whichOf('group', one, groups).name)
}
