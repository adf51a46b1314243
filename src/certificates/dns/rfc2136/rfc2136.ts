import { randomInt } from 'node:crypto'
import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import type { DnsProvider } from '../../../model/https.ts'
import { Problem } from '../../../model/problem.ts'
import type { DnsRecords } from '../records.ts'
import { exchange, parseServer } from './exchange.ts'
import type { Server } from './exchange.ts'
import { sign, verify } from './tsig.ts'
import type { TsigKey } from './tsig.ts'
import { refusal, updateMessage } from './update.ts'

/** Dynamic updates (RFC 2136) signed with a shared key (TSIG): bind, knot, PowerDNS and many others take them. */
export class Rfc2136 implements DnsRecords {
  readonly #server: Server
  readonly #zone: string
  readonly #key: TsigKey

  constructor({ server, zone, key_name, key, algorithm }: Extract<DnsProvider, { kind: 'rfc2136' }>) {
    this.#server = parseServer(server)
    this.#zone = zone
    this.#key = { name: key_name, algorithm, secret: Buffer.from(key, 'base64') }
  }

  async add(name: string, value: string, signal: AbortSignal): Promise<void> {
    await this.#update('add', name, value, signal)
  }

  async remove(name: string, value: string, signal: AbortSignal): Promise<void> {
    await this.#update('remove', name, value, signal)
  }

  /** The server that is told, knows best who else serves the zone. */
  async resolvers(): Promise<readonly string[]> {
    const { host, port } = this.#server
    const address = isIP(host) === 0 ? (await lookup(host)).address : host
    return [isIP(address) === 6 ? `[${address}]:${port}` : `${address}:${port}`]
  }

  async #update(verb: 'add' | 'remove', name: string, value: string, signal: AbortSignal): Promise<void> {
    const id = randomInt(0x10000)
    const { message, mac } = sign(updateMessage({ id, zone: this.#zone, verb, name, value }), this.#key, Math.floor(Date.now() / 1000))
    const answer = await exchange(this.#server, message, signal).catch((error: unknown) => this.#refuse(error instanceof Error ? error.message : String(error), signal))
    if (answer.length < 12 || answer.readUInt16BE(0) !== id) return this.#refuse('what it answered is no answer to this', signal)
    const { signed, error } = verify(answer, this.#key, mac)
    const reason = refusal(answer.readUInt16BE(2) & 0xf, error)
    if (reason !== undefined) return this.#refuse(reason, signal)
    if (!signed) this.#refuse('its answer is not signed with the key', signal)
  }

  #refuse(reason: string, signal: AbortSignal): never {
    signal.throwIfAborted()
    throw new Problem('dns-refused', { provider: `${this.#server.host} (RFC 2136)`, reason })
  }
}
