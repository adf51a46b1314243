import { z } from 'zod'
import { letsEncrypt } from '../certificates/acme/acme.ts'
import type { Vault } from '../certificates/vault.ts'
import type { Meta } from '../localdb/meta.ts'
import { DnsProvider } from '../model/https.ts'
import type { HttpsBody } from '../model/https.ts'

/** How certificates are got, as it is in force. */
export type HttpsChoice =
  | { readonly mode: 'off' }
  | { readonly mode: 'lan'; readonly redirect: boolean }
  | {
      readonly mode: 'acme'
      readonly redirect: boolean
      readonly email: string | null
      readonly directory: string
      readonly challenge: 'http-01' | 'dns-01'
      readonly dns: DnsProvider | null
    }

const rowKey = 'https'
const secretKey = 'https-dns'

/** What of a provider is secret. */
const secretFields: Readonly<Record<DnsProvider['kind'], readonly string[]>> = { cloudflare: ['token'], porkbun: ['key', 'secret'], rfc2136: ['key'], command: [] }

const Open = z.looseObject({ kind: z.enum(['cloudflare', 'porkbun', 'rfc2136', 'command']) })
const Row = z.discriminatedUnion('mode', [
  z.object({ mode: z.literal('off') }),
  z.object({ mode: z.literal('lan'), redirect: z.boolean() }),
  z.object({ mode: z.literal('acme'), redirect: z.boolean(), email: z.string().nullable(), directory: z.string(), challenge: z.enum(['http-01', 'dns-01']), dns: Open.nullable() }),
])

/** The choice on the disk: what anybody may know in a row, the keys of the DNS in the vault, one a line. */
export class HttpsChoices {
  readonly #meta: Pick<Meta, 'get' | 'set'>
  readonly #vault: Vault

  constructor(meta: Pick<Meta, 'get' | 'set'>, vault: Vault) {
    this.#meta = meta
    this.#vault = vault
  }

  async read(): Promise<HttpsChoice> {
    const text = await this.#meta.get(rowKey)
    if (text === undefined) return { mode: 'off' }
    const row = Row.parse(JSON.parse(text))
    return row.mode === 'acme' ? { ...row, dns: row.dns && (await this.#whole(row.dns)) } : row
  }

  async write(choice: HttpsChoice): Promise<void> {
    const dns = choice.mode === 'acme' ? choice.dns : null
    if (dns) await this.#vault.put(secretKey, secretsOf(dns).join('\n'))
    await this.#meta.set(rowKey, JSON.stringify(choice.mode === 'acme' ? { ...choice, dns: dns && openOf(dns) } : choice))
    if (!dns) await this.#vault.remove(secretKey)
  }

  async #whole(open: z.infer<typeof Open>): Promise<DnsProvider> {
    const lines = ((await this.#vault.get(secretKey)) ?? '').split('\n')
    return DnsProvider.parse({ ...open, ...Object.fromEntries(secretFields[open.kind].map((field, at) => [field, lines[at]])) })
  }
}

/** What a person asks for, made whole from what is in force: the DNS provider is kept when it is not given again. */
export function choiceOf(body: z.output<typeof HttpsBody>, now: HttpsChoice): HttpsChoice {
  if (body.mode !== 'acme') return body
  const kept = now.mode === 'acme' ? now.dns : null
  return { mode: 'acme', redirect: body.redirect, email: body.email ?? null, directory: body.directory ?? letsEncrypt, challenge: body.challenge, dns: body.dns ?? kept }
}

function secretsOf(provider: DnsProvider): readonly string[] {
  return Object.entries(provider).flatMap(([field, value]) => (secretFields[provider.kind].includes(field) ? [value] : []))
}

function openOf(provider: DnsProvider): object {
  return Object.fromEntries(Object.entries(provider).filter(([field]) => !secretFields[provider.kind].includes(field)))
}
