import { z } from 'zod'
import type { DnsProvider } from '../../model/https.ts'
import { Problem } from '../../model/problem.ts'
import { askJson } from './ask.ts'
import type { DnsRecords } from './records.ts'
import { suffixesOf } from './suffixes.ts'

const provider = 'Porkbun'
/** Seconds; the least that Porkbun takes. */
const ttl = '600'

const Answer = z.looseObject({ status: z.string(), message: z.string().optional() })
const Records = z.object({ records: z.array(z.object({ id: z.coerce.string(), content: z.string() })).default([]) })

/** Porkbun's JSON API v3; API access must be switched on for the domain. Every call is a POST with both keys. */
export class Porkbun implements DnsRecords {
  readonly #keys: { readonly apikey: string; readonly secretapikey: string }
  readonly #base: string

  constructor({ key, secret }: Extract<DnsProvider, { kind: 'porkbun' }>, base = 'https://api.porkbun.com/api/json/v3') {
    this.#keys = { apikey: key, secretapikey: secret }
    this.#base = base
  }

  async add(name: string, value: string, signal: AbortSignal): Promise<void> {
    const { domain, host } = await this.#placeOf(name, signal)
    await this.#demand(`/dns/create/${domain}`, signal, { name: host, type: 'TXT', content: value, ttl })
  }

  async remove(name: string, value: string, signal: AbortSignal): Promise<void> {
    const { domain, host } = await this.#placeOf(name, signal)
    const { records } = Records.parse(await this.#demand(`/dns/retrieveByNameType/${domain}/TXT/${host}`, signal))
    for (const { id } of records.filter(({ content }) => content === value)) await this.#demand(`/dns/delete/${domain}/${encodeURIComponent(id)}`, signal)
  }

  /** The domain of the account in which the name lies: the one whose records it shows. */
  async #placeOf(name: string, signal: AbortSignal): Promise<{ readonly domain: string; readonly host: string }> {
    let reason = ''
    for (const domain of suffixesOf(name).slice(1)) {
      const host = name.slice(0, -domain.length - 1)
      const answer = await this.#ask(`/dns/retrieveByNameType/${domain}/TXT/${host}`, signal)
      if (answer.status === 'SUCCESS') return { domain, host }
      reason = answer.message ?? ''
    }
    throw new Problem('dns-refused', { provider, reason: reason || `the keys show no domain for ${name}` })
  }

  async #demand(path: string, signal: AbortSignal, body: object = {}): Promise<unknown> {
    const answer = await this.#ask(path, signal, body)
    if (answer.status !== 'SUCCESS') throw new Problem('dns-refused', { provider, reason: answer.message ?? 'it does not say why' })
    return answer
  }

  async #ask(path: string, signal: AbortSignal, body: object = {}): Promise<z.infer<typeof Answer>> {
    const answer = Answer.safeParse(await askJson({ provider, method: 'POST', url: this.#base + path, body: { ...this.#keys, ...body }, signal }))
    if (answer.success) return answer.data
    throw new Problem('dns-refused', { provider, reason: 'what it answered is not of its API' })
  }
}
