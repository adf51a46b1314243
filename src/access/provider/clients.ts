import type { AdapterPayload } from 'oidc-provider'
import type { LocalDb } from '../../localdb/localdb.ts'
import { InstanceName } from '../../model/names.ts'
import { newSecret } from '../secret.ts'
import { issuerOf, originsOf } from './addresses.ts'
import type { Addresses } from './addresses.ts'
import { scopes } from './accounts.ts'

const model = 'Client'

/** What an app says in its `oidc`. */
export interface Asked {
  readonly redirect_uris: readonly string[]
  readonly public_client: boolean
  readonly scope: string
}

/** What an app is told, to be written into its own files. */
export interface Admitted {
  readonly issuer: string
  readonly clientId: string
  /** Empty for a public client, which has nowhere to hide one. */
  readonly clientSecret: string
  /** The certificate of this machine's own authority, PEM, where that vouches for the issuer. */
  readonly authority: string | null
}

interface ClientRow {
  /** Where it may be answered, on its own origins. */
  readonly paths: readonly string[]
  readonly public: boolean
  readonly scope: string
  /** What it was told: when one of them changes it must be told again. */
  readonly told: { readonly issuer: string; readonly authority: string | null }
}

export interface ClientVault {
  get(name: string): Promise<string | undefined>
  once(name: string, make: () => string | Promise<string>): Promise<string>
  remove(name: string): Promise<void>
}

export interface ClientsOptions {
  readonly db: Pick<LocalDb, 'oidc' | 'specs'>
  readonly vault: ClientVault
  readonly addresses: () => Addresses
  readonly authority: () => Promise<string | null>
}

/** The apps that sign people in here: made with their installation, gone with it. */
export class Clients {
  readonly #options: ClientsOptions

  constructor(options: ClientsOptions) {
    this.#options = options
  }

  /** Again with each version. Paths of the version before stay good, since it may be put back. */
  async admit(instance: InstanceName, asked: Asked): Promise<Admitted> {
    const { db, vault } = this.#options
    const told = await this.#now()
    const before = await this.#row(instance)
    const paths = [...new Set([...asked.redirect_uris.map(pathOf), ...(before?.paths ?? [])])]
    const row: ClientRow = { paths, public: asked.public_client, scope: knownOf(asked.scope), told }
    const clientSecret = row.public ? '' : await vault.once(secretName(instance), newSecret)
    await db.oidc.put({ model, id: instance, payload: row, grant: null, uid: null, expires: null })
    return { ...told, clientId: instance, clientSecret }
  }

  async drop(instance: InstanceName): Promise<void> {
    await this.#options.db.oidc.remove(model, instance)
    await this.#options.vault.remove(secretName(instance))
  }

  async any(): Promise<boolean> {
    return (await this.#options.db.oidc.all(model)).length > 0
  }

  /** Those who were told another issuer or authority than there is now. */
  async outdated(): Promise<readonly InstanceName[]> {
    const now = JSON.stringify(await this.#now())
    const rows = await this.#options.db.oidc.all(model)
    return rows.flatMap(({ id, payload }) => (JSON.stringify((payload as ClientRow).told) === now ? [] : (InstanceName.safeParse(id).data ?? [])))
  }

  /** As the library knows a client. Its addresses are those of now: ports and certificates change. */
  async metadata(id: string): Promise<AdapterPayload | undefined> {
    const instance = InstanceName.safeParse(id).data
    const row = instance && (await this.#row(instance))
    const spec = instance && (await this.#options.db.specs.get(instance))
    if (!row || !spec || spec.removal) return undefined
    const ports = spec.listeners.map(({ port }) => port)
    const origins = originsOf(this.#options.addresses(), instance, ports, spec.domains)
    const secret = row.public ? undefined : await this.#options.vault.get(secretName(instance))
    return {
      ...authentication(secret),
      client_id: id,
      client_name: spec.title,
      scope: row.scope,
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      redirect_uris: origins.flatMap((origin) => row.paths.map((path) => origin + path)),
      post_logout_redirect_uris: origins.map((origin) => `${origin}/`),
    }
  }

  async #now(): Promise<ClientRow['told']> {
    return { issuer: issuerOf(this.#options.addresses()), authority: await this.#options.authority() }
  }

  async #row(instance: InstanceName): Promise<ClientRow | undefined> {
    const row = await this.#options.db.oidc.get(model, instance)
    return row && (row.payload as ClientRow) // our own row
  }
}

/** Apps send their secret in either way that there is for it; the library takes both for one. */
function authentication(secret: string | undefined): AdapterPayload {
  return secret === undefined ? { token_endpoint_auth_method: 'none' } : { token_endpoint_auth_method: 'client_secret_basic', client_secret: secret }
}

function secretName(instance: InstanceName): string {
  return `oidc:${instance}`
}

/** An author may write a whole address: which host that is depends on where the app is installed, so its path counts. */
function pathOf(address: string): string {
  return address.replace(/^https?:\/\/[^/]*/, '')
}

/** Of the scopes asked for those there are; without `openid` it would be no sign-in. */
function knownOf(asked: string): string {
  return [...new Set(['openid', ...asked.split(/\s+/)])].filter((scope) => scopes.includes(scope)).join(' ')
}
