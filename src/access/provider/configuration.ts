import type { IncomingMessage } from 'node:http'
import type { AllClientMetadata, Client, Configuration, FindAccount, Grant, JWKS, KoaContextWithOIDC } from 'oidc-provider'
import type { Log } from '../../kit/log.ts'
import type { LocalDb } from '../../localdb/localdb.ts'
import type { Person } from '../person.ts'
import { claimsByScope, scopes } from './accounts.ts'
import type { Accounts } from './accounts.ts'
import { adapterFor } from './adapter.ts'
import { mount } from './addresses.ts'
import type { Clients } from './clients.ts'
import type { Grants } from './grants.ts'
import { signOutOfApp } from './logout.ts'
import { errorPage } from './pages.ts'

export interface ConfigurationTools {
  readonly db: Pick<LocalDb, 'oidc'>
  readonly jwks: JWKS
  /** Signs the provider's own cookies. */
  readonly cookieKey: Buffer
  readonly accounts: Accounts
  readonly clients: Clients
  readonly grants: Grants
  readonly who: (request: IncomingMessage) => Promise<Person>
  readonly now: () => Date
  readonly log: Log
}

/** Seconds. A grant ends with its sign-in at the latest; each refresh gives a refresh token its time again. */
const [minute, hour, day] = [60, 3600, 86_400]
const ttl = { AuthorizationCode: minute, AccessToken: hour, IdToken: hour, Interaction: hour / 4, RefreshToken: 30 * day, Session: 30 * day, Grant: 400 * day }

/** Cookies ignore ports: by these names the gateway keeps them from every app. */
const cookieNames = { session: 'berth-oidc-session', interaction: 'berth-oidc-interaction', resume: 'berth-oidc-resume' }

const clientDefaults: AllClientMetadata = { id_token_signed_response_alg: 'RS256', subject_type: 'public' }

/** How the library is used here: code flow with PKCE for everybody, nothing dynamic, no page where somebody consents to their own apps. */
export function configurationOf(tools: ConfigurationTools, policy: NonNullable<Configuration['interactions']>['policy']): Configuration {
  const { db, clients, cookieKey, jwks, log } = tools
  const cookie = { httpOnly: true, sameSite: 'lax' as const, signed: true, path: mount }
  return {
    adapter: (model) => adapterFor(model, db.oidc, clients),
    jwks,
    cookies: { keys: [cookieKey.toString('base64url')], names: cookieNames, long: cookie, short: cookie },
    clientDefaults,
    clientAuthMethods: ['client_secret_basic', 'client_secret_post', 'none'],
    claims: claimsByScope,
    scopes,
    subjectTypes: ['public'],
    responseTypes: ['code'],
    // Most apps read the ID token and never ask further.
    conformIdTokenClaims: false,
    pkce: { required: () => true },
    ttl,
    features: featuresOf(tools),
    interactions: { url: (_, { uid }) => `${mount}/interaction/${uid}`, ...(policy ? { policy } : {}) },
    findAccount: accountFinder(tools),
    loadExistingGrant: async (ctx) => await grantFor(ctx, tools),
    issueRefreshToken: (_, client) => client.grantTypeAllowed('refresh_token'),
    expiresWithSession: () => false,
    clientBasedCORS: (_, origin, client) => isOwn(client, origin),
    renderError: (ctx, out) => {
      log.info({ error: out.error, reason: out.error_description }, 'a sign-in to an app was refused')
      ctx.type = 'html'
      ctx.body = errorPage(`${out.error_description ?? out.error}.`)
    },
  }
}

function featuresOf({ grants }: ConfigurationTools): NonNullable<Configuration['features']> {
  return {
    devInteractions: { enabled: false },
    pushedAuthorizationRequests: { enabled: false },
    dPoP: { enabled: false },
    revocation: { enabled: true, allowedPolicy: (_, client, token) => token.clientId === client.clientId },
    userinfo: { enabled: true },
    rpInitiatedLogout: { enabled: true, logoutSource: async (ctx) => await signOutOfApp(ctx, grants), postLogoutSuccessSource: (ctx) => ctx.redirect('/') },
  }
}

/** Nobody, when they may not use the app any more or the sign-in that a token stands on has ended. */
function accountFinder({ accounts, grants, now }: ConfigurationTools): FindAccount {
  return async (ctx, sub, token) => {
    if (token?.grantId !== undefined && !(await grants.isGood(token.grantId, now()))) return undefined
    const client = token?.clientId ?? ctx.oidc.client?.clientId
    return client === undefined ? undefined : await accounts.find(sub, client)
  }
}

/** The grant that stands on the sign-in of now; a new one where that is another than the last time. */
async function grantFor(ctx: KoaContextWithOIDC, { who, grants }: ConfigurationTools): Promise<Grant | undefined> {
  const { provider, client, session, account } = ctx.oidc
  const person = await who(ctx.req)
  if (!client || !account || person.kind !== 'person' || person.id !== account.accountId || person.session === undefined) return undefined
  const known = session?.grantIdFor(client.clientId)
  const same = known !== undefined && (await grants.sessionOf(known)) === person.session
  const grant = (same ? await provider.Grant.find(known) : undefined) ?? new provider.Grant({ accountId: account.accountId, clientId: client.clientId })
  grant.addOIDCScope([...ctx.oidc.requestParamOIDCScopes])
  await grants.stand(await grant.save(), person.session)
  return grant
}

/** Its logout addresses are its own origins, all of them. */
export function isOwn(client: Client, address: string): boolean {
  const { origin } = URL.canParse(address) ? new URL(address) : { origin: 'null' }
  return (client.postLogoutRedirectUris ?? []).some((own) => new URL(own).origin === origin)
}
