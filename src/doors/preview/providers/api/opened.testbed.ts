import { ConnectionId } from '../../../../model/preview.ts'
import type { Provider } from '../../../../model/preview.ts'
import type { OpenClient, ProviderClient } from '../provider.ts'
import { apiOf } from './names.ts'

export const token = 'glpat-a-token-of-many-characters'

/** A client of a provider at this address, by a token. */
export async function openAt(open: OpenClient, provider: Provider, url: string, by: string = token): Promise<ProviderClient> {
  const connection = { id: ConnectionId.parse('abcd1234'), provider, url, api: apiOf(provider, url), label: 'x', by: { kind: 'token' as const, login: 'berth' }, created: '', cause: null }
  return await open({ connection, secrets: { webhook: 'x', token: by, key: null }, signal: new AbortController().signal, know: () => undefined, patience: 5000 })
}
