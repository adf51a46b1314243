import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import type { Cause } from '../../model/cause.ts'
import type { Connection } from '../../model/preview.ts'
import { ConnectionId } from '../../model/preview.ts'
import { Problem } from '../../model/problem.ts'
import type { Table } from '../table.ts'
import type { ConnectionSecrets, Incoming, OpenClient, ProviderClient, Wire } from './providers/provider.ts'
import type { PreviewOptions } from './ties.ts'

const Secrets = z.object({ webhook: z.string(), token: z.string().nullable(), key: z.string().nullable() })

export type NewConnection = Omit<Connection, 'id' | 'created' | 'cause'>

export interface ConnectionsOptions extends Pick<PreviewOptions, 'vault' | 'know' | 'now' | 'clients'> {
  readonly table: Table<ConnectionId, Connection>
  readonly signal: AbortSignal
}

/** Who sends us webhooks, and how they are answered. The one writer of their rows and secrets. */
export class Connections {
  readonly #options: ConnectionsOptions
  readonly #secrets = new Map<ConnectionId, ConnectionSecrets>()
  readonly #clients = new Map<ConnectionId, Promise<ProviderClient>>()
  /** When each last sent something that was signed right. */
  readonly #heard = new Map<ConnectionId, string>()

  private constructor(options: ConnectionsOptions) {
    this.#options = options
  }

  /** With the secrets of those there are in memory: a storm of webhooks asks no vault. */
  static async open(options: ConnectionsOptions): Promise<Connections> {
    const connections = new Connections(options)
    for (const { id } of options.table.all()) await connections.#learn(id)
    return connections
  }

  all(): readonly Connection[] {
    return this.#options.table.all()
  }

  has(id: ConnectionId): boolean {
    return this.#options.table.has(id)
  }

  /** Throws `not-found`. */
  get(id: ConnectionId): Connection {
    const connection = this.#options.table.get(id)
    if (!connection) throw new Problem('not-found', { what: 'connection', name: id })
    return connection
  }

  heard(id: ConnectionId): string | null {
    return this.#heard.get(id) ?? null
  }

  /** The secrets first: a row without them could not be used. */
  async add(made: NewConnection, secrets: ConnectionSecrets): Promise<Connection> {
    const { table, vault, now } = this.#options
    const id = ConnectionId.parse(randomBytes(4).toString('hex'))
    await vault.put(nameOf(id), JSON.stringify(secrets))
    this.#keep(id, secrets)
    return await table.put(id, { ...made, id, created: now().toISOString(), cause: null })
  }

  async remove(id: ConnectionId): Promise<void> {
    await this.#options.table.remove(id)
    await this.#options.vault.remove(nameOf(id))
    this.#secrets.delete(id)
    this.#clients.delete(id)
  }

  /** Why it does not work, or that it works again. */
  async judge(id: ConnectionId, cause: Cause | null): Promise<void> {
    await this.#options.table.change(id, (now) => ({ ...now, cause }))
    if (cause) this.#clients.delete(id)
  }

  /** Whose secret signed it; every one is tried, whichever fits. Throws `bad-signature`. */
  signer(wire: Wire, incoming: Incoming): Connection {
    const candidates = this.all().filter(({ provider }) => provider === wire.provider)
    const fitting = candidates.filter(({ id }) => wire.isSigned(incoming, this.#secrets.get(id)?.webhook ?? randomBytes(32).toString('hex')))
    const [signer] = fitting
    if (!signer) throw new Problem('bad-signature', { reason: candidates.length === 0 ? `nothing of ${wire.provider} is connected here` : 'no connection here has the secret it was signed with' })
    this.#heard.set(signer.id, this.#options.now().toISOString())
    return signer
  }

  /** Opened once; anew after a trouble with its rights. Throws `not-found`. */
  async client(id: ConnectionId): Promise<ProviderClient> {
    const known = this.#clients.get(id)
    if (known) return await known
    const opening = this.#open(id)
    this.#clients.set(id, opening)
    opening.catch(() => this.#clients.delete(id))
    return await opening
  }

  async #open(id: ConnectionId): Promise<ProviderClient> {
    const connection = this.get(id)
    const secrets = this.#secrets.get(id)
    if (!secrets) throw new Problem('provider-denied', { provider: connection.label, reason: 'its secrets are not in the vault' })
    const { clients, signal, know } = this.#options
    const open: OpenClient = clients[connection.provider]
    return await open({ connection, secrets, signal, know })
  }

  async #learn(id: ConnectionId): Promise<void> {
    const text = await this.#options.vault.get(nameOf(id))
    if (text !== undefined) this.#keep(id, Secrets.parse(JSON.parse(text)))
  }

  #keep(id: ConnectionId, secrets: ConnectionSecrets): void {
    for (const secret of [secrets.webhook, secrets.token, secrets.key]) if (secret !== null) this.#options.know(secret)
    this.#secrets.set(id, secrets)
  }
}

/** What a provider is to sign with where nobody chose something. */
export function newSecret(): string {
  return randomBytes(32).toString('hex')
}

function nameOf(id: ConnectionId): string {
  return `connection:${id}`
}
