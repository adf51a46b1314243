import type { TokenScope } from '../model/api.ts'
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

/** What a program that only looks may do: nothing of who holds keys, and not the audit. */
const reading: readonly Action[] = ['person.read', 'offers.read', 'stores.read', 'instances.read', 'shelf.read', 'jobs.read', 'machine.read', 'feed.read']
const running: readonly Action[] = [...reading, 'instances.run', 'instances.update', 'jobs.change']
const byScope: Readonly<Record<TokenScope, ReadonlySet<string>>> = { read: new Set(reading), run: new Set(running), all: known }

/** The owner may do all that is named, and a token of the owner's what its scope says; everybody else nothing of it. */
export function may(person: Person, action: Action): boolean {
  return person.kind === 'owner' && byScope[person.scope ?? 'all'].has(action)
}
