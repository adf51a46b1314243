import type { TokenScope } from '../model/api.ts'
import type { Role } from '../model/person.ts'
import type { Person } from './person.ts'

/** Everything that can be asked for. What is not named here nobody may do. */
export const actions = [
  'person.read',
  'person.change',
  'sessions.read',
  'sessions.revoke',
  'tokens.read',
  'tokens.create',
  'tokens.revoke',
  'people.read',
  'people.change',
  /** Who is an admin, and what becomes of those who are. */
  'people.admins',
  'devices.read',
  'devices.change',
  'offers.read',
  'stores.read',
  'stores.change',
  'instances.read',
  'instances.install',
  'instances.change',
  'instances.run',
  'instances.update',
  'instances.remove',
  /** An instance's insides: its log, its history, what it asks for. */
  'instances.inspect',
  /** Run programs in it, where it is granted to the instance too. */
  'instances.exec',
  'links.read',
  'links.change',
  /** Of projects, each only of those that are theirs: `mayProject`. Without `projects.change` no value of a variable is read. */
  'projects.read',
  'projects.change',
  'projects.create',
  'projects.deploy',
  /** Previews of pull requests: seen and run by those who run the machine; connected and ruled too. */
  'previews.read',
  'previews.run',
  'previews.change',
  /** Registered images, their registries and documents. */
  'images.read',
  'images.run',
  'images.change',
  /** The SSH keys that may push: one's own, and those of one's projects. */
  'keys.read',
  'keys.change',
  'shelf.read',
  'shelf.purge',
  'jobs.read',
  'jobs.change',
  'machine.read',
  /** Open mode, HTTPS, outside sign-in. */
  'machine.change',
  'audit.read',
  'open.read',
  'feed.read',
] as const
export type Action = (typeof actions)[number]

const all: ReadonlySet<string> = new Set(actions)

/** What is one's own, and the apps one may use. */
const own: readonly Action[] = ['person.read', 'person.change', 'sessions.read', 'sessions.revoke', 'tokens.read', 'tokens.create', 'tokens.revoke', 'instances.read', 'open.read', 'feed.read']
/** Whoever is trusted with the apps for members may have projects of theirs; a guest has none. */
const pushing: readonly Action[] = ['previews.read', 'projects.read', 'projects.change', 'projects.deploy', 'keys.read', 'keys.change']
const byRole: Readonly<Record<Role, ReadonlySet<string>>> = {
  owner: all,
  admin: new Set(actions.filter((action) => action !== 'people.admins' && action !== 'machine.change')),
  member: new Set([...own, ...pushing]),
  guest: new Set(own),
}
const device: ReadonlySet<string> = new Set<Action>(['person.read', 'sessions.revoke', 'instances.read', 'open.read', 'feed.read'])

/** What a program that only looks may do: nothing of who holds keys, and not the audit. */
const reading: readonly Action[] = [
  'person.read',
  'offers.read',
  'stores.read',
  'instances.read',
  'instances.inspect',
  'projects.read',
  'previews.read',
  'images.read',
  'shelf.read',
  'jobs.read',
  'machine.read',
  'open.read',
  'feed.read',
]
const running: readonly Action[] = [...reading, 'instances.run', 'instances.update', 'projects.deploy', 'previews.run', 'images.run', 'jobs.change']
/** For CI: jobs are followed through their project only. */
const deploying: readonly Action[] = ['person.read', 'projects.read', 'projects.deploy']
const byScope: Readonly<Record<TokenScope, ReadonlySet<string>>> = { read: new Set(reading), run: new Set(running), deploy: new Set(deploying), all }

/** By role; of a token only what its scope says of that; a paired device sees what it may use. Strangers nothing. */
export function may(person: Person, action: Action): boolean {
  if (person.kind === 'person') return byRole[person.role].has(action) && byScope[person.scope ?? 'all'].has(action)
  return person.kind === 'device' && device.has(action)
}

/** All that somebody may do. */
export function allowed(person: Person): Action[] {
  return actions.filter((action) => may(person, action))
}

/** May they see everything that is here, or only the apps they may use? */
export function seesAll(person: Person): boolean {
  return may(person, 'instances.inspect')
}
