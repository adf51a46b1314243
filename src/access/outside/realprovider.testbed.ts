import { once } from 'node:events'
import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { exportJWK, generateKeyPair } from 'jose'
import Provider from 'oidc-provider'
import type { Configuration, KoaContextWithOIDC } from 'oidc-provider'
import { rowsInMemory } from './providerrows.testbed.ts'

export const clientId = 'berth'
export const clientSecret = 'a secret of forty letters that nobody guesses'
/** Seconds; longer than any test. */
const life = 600
const scopes = 'openid profile email groups'

/** What an account says of itself. */
export interface Somebody {
  readonly name?: string
  readonly email?: string
  readonly email_verified?: boolean
  readonly groups?: readonly string[]
}

export interface RealProviderOptions {
  readonly accounts: Readonly<Record<string, Somebody>>
  readonly callbacks: readonly string[]
}

/** For tests: a real OpenID provider on this machine. Whoever comes is asked by a page which account they are. */
export class RealProvider implements AsyncDisposable {
  readonly issuer: string
  readonly #server: Server
  readonly #accounts = new Map<string, Somebody>()

  private constructor(server: Server, issuer: string, accounts: Readonly<Record<string, Somebody>>) {
    this.#server = server
    this.issuer = issuer
    for (const [id, account] of Object.entries(accounts)) this.#accounts.set(id, account)
  }

  static async open({ accounts, callbacks }: RealProviderOptions): Promise<RealProvider> {
    const server = createServer()
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    if (address === null || typeof address === 'string') throw new Error('it listens nowhere')
    const real = new RealProvider(server, `http://127.0.0.1:${address.port}`, accounts)
    const provider = new Provider(real.issuer, await real.#configuration(callbacks))
    const answer = provider.callback()
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      real.#receive(provider, request, response, () => answer(request, response)).catch((error: unknown) => response.destroy(error as Error))
    })
    return real
  }

  /** From now on the account says something else of itself. */
  change(id: string, account: Somebody): void {
    this.#accounts.set(id, account)
  }

  async #configuration(redirect_uris: readonly string[]): Promise<Configuration> {
    const { privateKey } = await generateKeyPair('RS256', { extractable: true })
    return {
      adapter: rowsInMemory(),
      ttl: { AccessToken: life, Grant: life, IdToken: life, Interaction: life, Session: life },
      clients: [{ client_id: clientId, client_secret: clientSecret, redirect_uris: [...redirect_uris] }],
      jwks: { keys: [{ ...(await exportJWK(privateKey)), kid: 'first', use: 'sig', alg: 'RS256' }] },
      cookies: { keys: ['only for tests'] },
      pkce: { required: () => true },
      claims: { email: ['email', 'email_verified'], profile: ['name'], groups: ['groups'] },
      scopes: scopes.split(' '),
      features: { devInteractions: { enabled: false } },
      interactions: { url: (_, { uid }) => `/interaction/${uid}` },
      findAccount: (_, id) => (this.#accounts.has(id) ? { accountId: id, claims: () => ({ sub: id, ...this.#accounts.get(id) }) } : undefined),
      loadExistingGrant: grantAll,
      renderError: (ctx, { error }) => void (ctx.body = error),
    }
  }

  async #receive(provider: Provider, request: IncomingMessage, response: ServerResponse, otherwise: () => unknown): Promise<void> {
    const url = new URL(request.url ?? '/', this.issuer)
    if (!url.pathname.startsWith('/interaction/')) return void otherwise()
    const as = url.searchParams.get('as')
    if (as === 'nobody') return await provider.interactionFinished(request, response, { error: 'access_denied' })
    if (as !== null) return await provider.interactionFinished(request, response, { login: { accountId: as } })
    const choices = [...this.#accounts.keys(), 'nobody'].map((id) => `<li><a href="${url.pathname}?as=${id}">${id}</a></li>`)
    response.writeHead(200, { 'content-type': 'text/html' }).end(`<!doctype html><title>The school</title><h1>Who are you?</h1><ul>${choices.join('')}</ul>`)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }
}

/** Nobody is asked whether they agree. */
async function grantAll({ oidc }: KoaContextWithOIDC) {
  const [clientId, accountId] = [oidc.client?.clientId, oidc.session?.accountId]
  const grant = new oidc.provider.Grant({ ...(clientId !== undefined && { clientId }), ...(accountId !== undefined && { accountId }) })
  grant.addOIDCScope(scopes)
  await grant.save()
  return grant
}
