import type { IncomingMessage } from 'node:http'
import type { default as Provider, interactionPolicy } from 'oidc-provider'
import type { Person } from '../person.ts'
import { configurationOf, isOwn } from './configuration.ts'
import type { ConfigurationTools } from './configuration.ts'

/** Loads the library, which nobody needs before an app signs people in, and makes the provider of this issuer. */
export async function loadProvider(issuer: string, tools: ConfigurationTools): Promise<Provider> {
  const library = await import('oidc-provider')
  const provider = new library.Provider(issuer, configurationOf(tools, policyWith(library.interactionPolicy, tools.who)))
  // The gateway is the only one that can say where a request came to.
  provider.proxy = true
  provider.Client.prototype.postLogoutRedirectUriAllowed = function (address: string): boolean {
    return isOwn(this, address)
  }
  provider.on('server_error', (_, err) => tools.log.error({ err }, 'the OpenID provider made a mistake'))
  provider.on('grant.error', (ctx, err) => tools.log.info({ client: ctx.oidc.client?.clientId, error: err.error, reason: err.error_description }, 'an app was refused a token'))
  return provider
}

/** Somebody must be signed in at the console now, and be who the app was told; nobody is asked to consent. */
function policyWith({ base, Check }: typeof interactionPolicy, who: (request: IncomingMessage) => Promise<Person>): interactionPolicy.Prompt[] {
  const policy = base()
  policy.remove('consent')
  policy.get('login')?.checks.add(
    new Check('console', 'a sign-in at the console is needed', 'login_required', async ({ req, oidc }) => {
      const person = await who(req)
      const same = person.kind === 'person' && oidc.account !== undefined && person.id === oidc.account.accountId
      return same ? Check.NO_NEED_TO_PROMPT : Check.REQUEST_PROMPT
    }),
  )
  return policy
}
