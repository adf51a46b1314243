import type { SessionView, TokenView } from '../model/api.ts'
import type { RegisteredImageView, Registry } from '../model/image.ts'
import type { InstanceView, ShelfItem } from '../model/instance.ts'
import type { InvitationView } from '../model/invitation.ts'
import type { JobView } from '../model/job.ts'
import type { Offer } from '../model/origin.ts'
import type { OutsideView } from '../model/outside.ts'
import type { ConnectionView, PreviewView, RepositoryView } from '../model/preview.ts'
import type { ProjectView } from '../model/project.ts'
import type { SshKeyView } from '../model/sshkey.ts'
import type { StoreView } from '../model/store.ts'
import type { Client } from './client.ts'
import type { Names } from './who.ts'

/** What a command's argument can name. */
export const nameKinds = [
  'apps',
  'offers',
  'shelf',
  'jobs',
  'tokens',
  'stores',
  'people',
  'groups',
  'devices',
  'invitations',
  'sessions',
  'outside',
  'projects',
  'keys',
  'previews',
  'images',
  'connections',
  'repositories',
  'registries',
] as const
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
  previews: async (client) => (await client.get<PreviewView[]>('/api/previews')).map(({ name }) => name),
  images: async (client) => (await client.get<RegisteredImageView[]>('/api/images')).map(({ name }) => name),
  connections: async (client) => (await client.get<ConnectionView[]>('/api/previews/connections')).map(({ id }) => id),
  repositories: async (client) => (await client.get<RepositoryView[]>('/api/previews/repositories')).map(({ id, path }) => (plainPath.test(path) ? path : id)),
  registries: async (client) => (await client.get<Registry[]>('/api/registries')).map(({ host }) => host),
  outside: async (client) => (await client.get<OutsideView[]>('/api/outside')).map(({ id }) => id),
}

/** Anything else than a plain word would be typed into a shell. */
const plain = /^[\p{L}\p{N}_][\p{L}\p{M}\p{N}_.-]*$/u

/** `org/repo`. */
const plainPath = /^[A-Za-z0-9_][A-Za-z0-9_.-]*(?:\/[A-Za-z0-9_][A-Za-z0-9_.-]*)+$/

/** Those that there are now, where a shell can type them. */
export async function names(client: Client, kind: NameKind): Promise<readonly string[]> {
  return (await readers[kind](client)).filter((name) => plain.test(name) || (kind === 'repositories' && plainPath.test(name)))
}

/** The name, or the id where the name is more than a word. */
function plainOf({ id, name }: { readonly id: string; readonly name: string }): string {
  return plain.test(name) ? name : id
}

const byArgument: Readonly<Record<string, NameKind>> = {
  person: 'people',
  group: 'groups',
  device: 'devices',
  project: 'projects',
  key: 'keys',
  preview: 'previews',
  connection: 'connections',
  repository: 'repositories',
  registry: 'registries',
}

/** What an argument of a command names, by the command's words and the argument's. */
export function kindOf(path: string, argument: string): NameKind | undefined {
  if (argument === 'app') return path === 'install' || path === 'store show' ? 'offers' : 'apps'
  if (argument === 'name' && path.startsWith('stores ') && path !== 'stores add') return 'stores'
  if (argument === 'image') return path.startsWith('images ') ? 'images' : undefined
  if (argument === 'id') return nameKinds.find((kind) => kind.startsWith(path.split(' ')[0] ?? ''))
  return byArgument[argument]
}
