import { z } from 'zod'
import type { DnsProvider } from '../../model/https.ts'
import { Problem } from '../../model/problem.ts'
import { askJson } from './ask.ts'
import type { DnsRecords } from './records.ts'
import { suffixesOf } from './suffixes.ts'

const provider = 'Cloudflare'
/** Seconds; the least that Cloudflare takes. */
const ttl = 60

const Answer = z.object({ success: z.boolean(), errors: z.array(z.object({ code: z.number(), message: z.string() })).default([]), result: z.unknown() })
const Zones = z.array(z.object({ id: z.string(), name: z.string() }))
const Records = z.array(z.object({ id: z.string(), type: z.string(), name: z.string(), content: z.string() }))

/** Cloudflare's API v4, with a token that may read the zone and edit its DNS. */
export class Cloudflare implements DnsRecords {
  readonly #token: string
  readonly #base: string

  constructor({ token }: Extract<DnsProvider, { kind: 'cloudflare' }>, base = 'https://api.cloudflare.com/client/v4') {
    this.#token = token
    this.#base = base
  }

  async add(name: string, value: string, signal: AbortSignal): Promise<void> {
    const zone = await this.#zoneOf(name, signal)
    // Text is written in quotes; without them Cloudflare puts them there itself, and warns in its dashboard.
    await this.#ask('POST', `/zones/${zone}/dns_records`, signal, { type: 'TXT', name, content: `"${value}"`, ttl, comment: 'Berth: asks for a certificate' })
  }

  async remove(name: string, value: string, signal: AbortSignal): Promise<void> {
    const zone = await this.#zoneOf(name, signal)
    const query = new URLSearchParams({ type: 'TXT', name, per_page: '100' })
    const records = Records.parse(await this.#ask('GET', `/zones/${zone}/dns_records?${query.toString()}`, signal))
    for (const { id } of records.filter(({ content }) => content === value || content === `"${value}"`)) await this.#ask('DELETE', `/zones/${zone}/dns_records/${encodeURIComponent(id)}`, signal)
  }

  async #zoneOf(name: string, signal: AbortSignal): Promise<string> {
    for (const suffix of suffixesOf(name)) {
      const found = Zones.parse(await this.#ask('GET', `/zones?${new URLSearchParams({ name: suffix }).toString()}`, signal))
      const zone = found.find((one) => one.name === suffix)
      if (zone) return encodeURIComponent(zone.id)
    }
    throw new Problem('dns-refused', { provider, reason: `the token sees no zone for ${name}` })
  }

  async #ask(method: string, path: string, signal: AbortSignal, body?: object): Promise<unknown> {
    const answer = Answer.safeParse(await askJson({ provider, method, url: this.#base + path, headers: { authorization: `Bearer ${this.#token}` }, body, signal }))
    if (!answer.success) throw new Problem('dns-refused', { provider, reason: 'what it answered is not of its API' })
    const { success, errors, result } = answer.data
    if (success) return result
    throw new Problem('dns-refused', { provider, reason: errors.map(({ code, message }) => `${message} (${code})`).join('; ') || 'it does not say why' })
  }
}
