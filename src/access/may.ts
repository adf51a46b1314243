import type { Person } from './person.ts'

/** Everything that can be asked for. What is not named here nobody may do. */
export const actions = [
  'person.read',
  'sessions.read',
  'sessions.revoke',
  'tokens.read',
  'tokens.create',
  'tokens.revoke',
  'offers.read',
  'stores.read',
  'stores.change',
  'instances.read',
  'instances.install',
  'instances.change',
  'instances.run',
  'instances.update',
  'instances.remove',
  'shelf.read',
  'shelf.purge',
  'jobs.read',
  'jobs.change',
  'machine.read',
  'audit.read',
  'feed.read',
] as const
export type Action = (typeof actions)[number]

const known: ReadonlySet<string> = new Set(actions)

/** The owner may do all that is named, everybody else nothing of it. */
export function may(person: Person, action: Action): boolean {
  return person.kind === 'owner' && known.has(action)
}
