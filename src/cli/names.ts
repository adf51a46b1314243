import type { TokenView } from '../model/api.ts'
import type { InstanceView, ShelfItem } from '../model/instance.ts'
import type { JobView } from '../model/job.ts'
import type { Offer } from '../model/origin.ts'
import type { StoreView } from '../model/store.ts'
import type { Client } from './client.ts'

/** What a command's argument can name. */
export const nameKinds = ['apps', 'offers', 'shelf', 'jobs', 'tokens', 'stores'] as const
export type NameKind = (typeof nameKinds)[number]

const readers: Readonly<Record<NameKind, (client: Client) => Promise<readonly string[]>>> = {
  apps: async (client) => (await client.get<InstanceView[]>('/api/instances')).map(({ name }) => name),
  offers: async (client) => (await client.get<Offer[]>('/api/offers')).map(({ origin }) => origin.app),
  shelf: async (client) => (await client.get<ShelfItem[]>('/api/shelf')).map(({ id }) => id),
  jobs: async (client) => (await client.get<JobView[]>('/api/jobs')).map(({ id }) => id),
  stores: async (client) => (await client.get<StoreView[]>('/api/stores')).map(({ name }) => name),
  tokens: async (client) => (await client.get<TokenView[]>('/api/tokens')).map(({ id }) => id),
}

/** Those that there are now. Names are plain words by their schemas; anything else would be typed into a shell. */
export async function names(client: Client, kind: NameKind): Promise<readonly string[]> {
  return (await readers[kind](client)).filter((name) => /^[\w.-]+$/.test(name))
}

/** What an argument of a command names, by the command's words and the argument's. */
export function kindOf(path: string, argument: string): NameKind | undefined {
  if (argument === 'app') return path === 'install' || path === 'store show' ? 'offers' : 'apps'
  if (argument === 'name' && path.startsWith('stores ') && path !== 'stores add') return 'stores'
  return argument === 'id' ? nameKinds.find((kind) => kind.startsWith(path.split(' ')[0] ?? '')) : undefined
}
