import type { SessionView, TokenView } from '../model/api.ts'
import type { InstanceView, ShelfItem } from '../model/instance.ts'
import type { InvitationView } from '../model/invitation.ts'
import type { JobView } from '../model/job.ts'
import type { Offer } from '../model/origin.ts'
import type { OutsideView } from '../model/outside.ts'
import type { ProjectView } from '../model/project.ts'
import type { SshKeyView } from '../model/sshkey.ts'
import type { StoreView } from '../model/store.ts'
import type { Client } from './client.ts'
import type { Names } from './who.ts'

/** What a command's argument can name. */
export const nameKinds = ['apps', 'offers', 'shelf', 'jobs', 'tokens', 'stores', 'people', 'groups', 'devices', 'invitations', 'sessions', 'outside', 'projects', 'keys'] as const
export type NameKind = (typeof nameKinds)[number]

const readers: Readonly<Record<NameKind, (client: Client) => Promise<readonly string[]>>> = {
  apps: async (client) => (await client.get<InstanceView[]>('/api/instances')).map(({ name }) => name),
  offers: async (client) => (await client.get<Offer[]>('/api/offers')).map(({ origin }) => origin.app),
  shelf: async (client) => (await client.get<ShelfItem[]>('/api/shelf')).map(({ id }) => id),
  jobs: async (client) => (await client.get<JobView[]>('/api/jobs')).map(({ id }) => id),
  stores: async (client) => (await client.get<StoreView[]>('/api/stores')).map(({ name }) => name),
  tokens: async (client) => (await client.get<TokenView[]>('/api/tokens')).map(({ id }) => id),
  people: async (client) => (await client.get<Names>('/api/names')).people.map(plainOf),
  groups: async (client) => (await client.get<Names>('/api/names')).groups,
  devices: async (client) => (await client.get<Names>('/api/names')).devices.map(plainOf),
  invitations: async (client) => (await client.get<InvitationView[]>('/api/invitations')).map(({ id }) => id),
  sessions: async (client) => (await client.get<SessionView[]>('/api/sessions')).map(({ id }) => id),
  projects: async (client) => (await client.get<ProjectView[]>('/api/projects')).map(({ name }) => name),
  keys: async (client) => (await client.get<SshKeyView[]>('/api/keys')).map(({ id }) => id),
  outside: async (client) => (await client.get<OutsideView[]>('/api/outside')).map(({ id }) => id),
}

/** Anything else than a plain word would be typed into a shell. */
const plain = /^[\p{L}\p{N}_][\p{L}\p{M}\p{N}_.-]*$/u

/** Those that there are now, where a shell can type them. */
export async function names(client: Client, kind: NameKind): Promise<readonly string[]> {
  return (await readers[kind](client)).filter((name) => plain.test(name))
}

/** The name, or the id where the name is more than a word. */
function plainOf({ id, name }: { readonly id: string; readonly name: string }): string {
  return plain.test(name) ? name : id
}

const byArgument: Readonly<Record<string, NameKind>> = { person: 'people', group: 'groups', device: 'devices', project: 'projects', key: 'keys' }

/** What an argument of a command names, by the command's words and the argument's. */
export function kindOf(path: string, argument: string): NameKind | undefined {
  if (argument === 'app') return path === 'install' || path === 'store show' ? 'offers' : 'apps'
  if (argument === 'name' && path.startsWith('stores ') && path !== 'stores add') return 'stores'
  if (argument === 'id') return nameKinds.find((kind) => kind.startsWith(path.split(' ')[0] ?? ''))
  return byArgument[argument]
}
