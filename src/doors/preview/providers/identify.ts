import { z } from 'zod'
import type { Connection, Provider } from '../../../model/preview.ts'
import { apiOf, placeOf, providerNames, usualUrls } from './api/names.ts'
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

/** Whose a token is, and that it works. Throws `provider-denied` where it does not, `provider-down`. */
export async function identify(provider: Provider, url: string | undefined, token: string, reaching: Reaching): Promise<Pick<Connection, 'provider' | 'url' | 'api' | 'label' | 'by'>> {
  const name = providerNames[provider]
  const given = url ?? usualUrls[provider]
  if (given === null) throw denied(name, 'request', 'it has no address that is the same for everybody: say yours')
  if (provider === 'launchpad' && !token.includes(':')) throw denied(name, 'request', 'a token of one repository may only report statuses there; give an OAuth token of an account, as key:secret')
  const place = placeOf(given)
  const api = apiOf(provider, place)
  const login = await ask(new Rest({ provider: name, base: api, headers: headers[provider](token), ...reaching }), provider)
  return { provider, url: place, api, label: `${name} ${login}`, by: { kind: 'token', login } }
}

async function ask(rest: Rest, provider: Provider): Promise<string> {
  const me = await rest.get(provider === 'launchpad' ? '/people/+me' : '/user', Me)
  const login = provider === 'launchpad' ? me?.name : (me?.login ?? me?.username)
  if (!login) throw denied(rest.provider, 'connection', 'it does not say whose the token is; is the address right?')
  return login
}
