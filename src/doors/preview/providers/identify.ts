import { z } from 'zod'
import type { Connection, Provider } from '../../../model/preview.ts'
import { apiOf, providerNames, usualUrls } from './api/names.ts'
import type { Reaching } from './api/reach.ts'
import { denied } from './api/refusal.ts'
import { Rest } from './api/rest.ts'
import { proofOf } from './launchpad/oauth.ts'
import { Login } from './wire/fields.ts'

const headers: Readonly<Record<Provider, (token: string) => Readonly<Record<string, string>>>> = {
  github: (token) => ({ authorization: `Bearer ${token}` }),
  gitlab: (token) => ({ 'private-token': token }),
  gitea: (token) => ({ authorization: `token ${token}` }),
  launchpad: (token) => ({ authorization: proofOf(token) }),
}

const Me = z.object({ login: Login.optional(), username: Login.optional(), name: Login.nullish() })

/**
 * Whose a token is, and that it works. Throws `provider-denied` where it does not, `provider-down`. A token of a Launchpad
 * repository is nobody's: it is not asked, and the login is null.
 */
export async function identify(provider: Provider, url: string | undefined, token: string, reaching: Reaching): Promise<Pick<Connection, 'provider' | 'url' | 'api' | 'label' | 'by'>> {
  const name = providerNames[provider]
  const place = (url ?? usualUrls[provider])?.replace(/\/+$/, '')
  if (place === undefined) throw denied(name, 'request', 'it has no address that is the same for everybody: say yours')
  const api = apiOf(provider, place)
  const login = provider === 'launchpad' && !token.includes(':') ? null : await ask(new Rest({ provider: name, base: api, headers: headers[provider](token), ...reaching }), provider)
  return { provider, url: place, api, label: [name, login ?? new URL(place).host].join(' '), by: { kind: 'token', login } }
}

async function ask(rest: Rest, provider: Provider): Promise<string> {
  const me = await rest.get(provider === 'launchpad' ? '/people/+me' : '/user', Me)
  const login = provider === 'launchpad' ? me?.name : (me?.login ?? me?.username)
  if (!login) throw denied(rest.provider, 'connection', 'it does not say whose the token is; is the address right?')
  return login
}
