import type { IncomingMessage, ServerResponse } from 'node:http'
import type { default as Provider } from 'oidc-provider'
import type { Clock } from '../../kit/clock.ts'
import type { Log } from '../../kit/log.ts'
import { Loop } from '../../kit/loop.ts'
import type { LocalDb } from '../../localdb/localdb.ts'
import type { InstanceName } from '../../model/names.ts'
import type { Person } from '../person.ts'
import { Accounts } from './accounts.ts'
import { issuerOf, mount } from './addresses.ts'
import type { Addresses } from './addresses.ts'
import { Clients } from './clients.ts'
import type { Admitted, Asked, ClientVault } from './clients.ts'
import { Grants } from './grants.ts'
import { interact } from './interaction.ts'
import { signingKeys } from './keys.ts'
import { loadProvider } from './library.ts'
import { errorPage } from './pages.ts'

export interface ProviderOptions {
  readonly db: LocalDb
  readonly clock: Clock
  readonly log: Log
  readonly vault: ClientVault
  readonly cookieKey: Buffer
  /** Who is signed in at the console, by the cookie of this request and nothing else. */
  readonly who: (request: IncomingMessage) => Promise<Person>
  readonly note: (person: Person, action: string, object: string, result: string) => Promise<void>
  readonly addresses: () => Addresses
  /** The certificate of the machine's own authority, PEM, while that vouches for the console's address. */
  readonly authority: () => Promise<string | null>
  /** The machine's open mode. */
  readonly open: () => Promise<boolean>
}

/** How often what has expired is dropped, milliseconds. */
const sweepEvery = 10 * 60_000

/**
 * Berth as OpenID provider for its own apps: one sign-in opens all. An app that declares `oidc` is admitted when it
 * is installed; the library that speaks the protocol is loaded when the first of them asks.
 */
export class AppProvider implements AsyncDisposable {
  readonly #options: ProviderOptions
  readonly #clients: Clients
  readonly #grants: Grants
  readonly #accounts: Accounts
  readonly #sweep: Loop
  #loaded: { readonly issuer: string; readonly provider: Promise<Provider> } | undefined

  constructor(options: ProviderOptions) {
    const { db, clock, log } = options
    this.#options = options
    this.#clients = new Clients(options)
    this.#grants = new Grants(db)
    this.#accounts = new Accounts(db, options.open)
    this.#sweep = new Loop({
      every: sweepEvery,
      turn: () => db.oidc.removeExpired(clock.date().toISOString()),
      onError: (err) => log.error({ err }, 'what the OpenID provider kept could not be tidied'),
    })
  }

  /** An app that declares `oidc` is being put in place: what it is to be told. */
  async admit(instance: InstanceName, asked: Asked): Promise<Admitted> {
    return await this.#clients.admit(instance, asked)
  }

  /** The instance is gone, and its client with it. */
  async drop(instance: InstanceName): Promise<void> {
    await this.#clients.drop(instance)
  }

  /** Apps whose files say another issuer or authority than there is now: they are to be placed again. */
  async outdated(): Promise<readonly InstanceName[]> {
    return await this.#clients.outdated()
  }

  /** Of all sign-ins only these are good: what was given to apps on others ends. */
  async keep(live: Iterable<string>): Promise<void> {
    await this.#grants.keep(new Set(live))
  }

  /** Whether any app signs people in here; before that there is nothing below `/oidc`. */
  async isUsed(): Promise<boolean> {
    return await this.#clients.any()
  }

  /** Answers a request to a path below `/oidc`. */
  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      await this.#handle(request, response)
    } catch (err) {
      this.#options.log.info({ err }, 'a sign-in to an app was refused')
      if (!response.headersSent) response.writeHead(400, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' })
      response.end(errorPage('It took too long, or was begun in another browser.'))
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#sweep[Symbol.asyncDispose]()
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const issuer = new URL(issuerOf(this.#options.addresses()))
    const path = (request.url ?? '').slice(mount.length)
    if (isElsewhere(request, path, issuer)) return void response.writeHead(307, { location: issuer.origin + mount + path, 'cache-control': 'no-store' }).end()
    response.setHeader('x-frame-options', 'DENY')
    response.setHeader('x-content-type-options', 'nosniff')
    response.setHeader('referrer-policy', 'no-referrer')
    // Every address the library writes is the issuer's own, by whichever name it was asked.
    Object.assign(request.headers, { 'x-forwarded-host': issuer.host, 'x-forwarded-proto': issuer.protocol.slice(0, -1) })
    const provider = await this.#provider(issuer.href)
    if (path.startsWith('/interaction/')) return await interact(provider, { ...this.#options, accounts: this.#accounts }, request, response)
    Object.assign(request, { url: path, baseUrl: mount })
    await provider.callback()(request, response)
  }

  /** Another one when the console's address has changed. */
  #provider(issuer: string): Promise<Provider> {
    if (this.#loaded?.issuer === issuer) return this.#loaded.provider
    const provider = this.#load(issuer)
    this.#loaded = { issuer, provider }
    provider.catch(() => (this.#loaded = undefined))
    return provider
  }

  async #load(issuer: string): Promise<Provider> {
    const { db, vault, cookieKey, who, log, clock } = this.#options
    const parts = { accounts: this.#accounts, clients: this.#clients, grants: this.#grants }
    return await loadProvider(issuer, { db, jwks: await signingKeys(vault), cookieKey, who, log, now: () => clock.date(), ...parts })
  }
}

/** A browser that came by another address of this machine: its cookies would be of that address. */
function isElsewhere({ method, headers }: IncomingMessage, path: string, issuer: URL): boolean {
  const [scheme, host] = [headers['x-forwarded-proto'] === 'https' ? 'https' : 'http', String(headers['x-forwarded-host'] ?? headers.host)]
  const here = URL.canParse(`${scheme}://${host}`) ? new URL(`${scheme}://${host}`).origin : issuer.origin
  return method === 'GET' && /^\/(auth|session\/end)(\?|$)/.test(path) && here !== issuer.origin
}
