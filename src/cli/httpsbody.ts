import type { DnsProvider, HttpsBody, HttpsView } from '../model/https.ts'
import { Problem } from '../model/problem.ts'
import { onThisMachine } from './arguments.ts'
import type { Context } from './context.ts'
import { secretFrom } from './secretinput.ts'

export interface HttpsOptions {
  readonly redirect?: boolean
  readonly email?: string
  readonly directory?: string
  readonly challenge?: 'http-01' | 'dns-01'
  readonly dns?: DnsProvider['kind']
  readonly tokenFile?: string
  readonly server?: string
  readonly zone?: string
  readonly keyName?: string
  readonly algorithm?: 'hmac-sha256' | 'hmac-sha512'
  readonly program?: string
}

/** What is sent: as it was, but for what was given. Throws `invalid` for what does not go together, before a secret is asked for. */
export async function httpsBody(context: Context, mode: HttpsBody['mode'], options: HttpsOptions): Promise<HttpsBody> {
  const { redirect, ...others } = options
  const [extra] = Object.keys(others)
  if (mode !== 'acme' && extra !== undefined) throw wrong(`--${dashed(extra)} is for acme`)
  if (mode === 'off') return { mode }
  const now = await context.client.get<HttpsView>('/api/https')
  const sent = redirect ?? (now.mode === mode ? now.redirect : undefined)
  const sending = sent === undefined ? {} : { redirect: sent }
  return mode === 'lan' ? { mode, ...sending } : { mode, ...sending, ...(await acmeOf(context, options, now)) }
}

async function acmeOf(context: Context, options: HttpsOptions, now: HttpsView): Promise<Omit<Extract<HttpsBody, { mode: 'acme' }>, 'mode'>> {
  const { dns } = options
  const challenge = options.challenge ?? (dns ? 'dns-01' : (now.challenge ?? 'http-01'))
  if (dns && challenge === 'http-01') throw wrong('--dns is for the challenge dns-01')
  if (challenge === 'dns-01' && !dns && now.dns === null) throw wrong('say who answers for the domain: --dns cloudflare, porkbun, rfc2136 or command')
  const email = options.email ?? now.email
  const directory = options.directory ?? now.directory
  const provider = dns ? { dns: await providerOf(context, dns, options) } : {}
  return { challenge, ...(email ? { email } : {}), ...(directory ? { directory } : {}), ...provider }
}

async function providerOf(context: Context, kind: DnsProvider['kind'], options: HttpsOptions): Promise<DnsProvider> {
  const secret = async (question: string): Promise<string> => await secretFrom(context.terminal, options.tokenFile, '--token-file', question)
  switch (kind) {
    case 'cloudflare':
      return { kind, token: await secret('API token of Cloudflare, with the right to edit the zone') }
    case 'porkbun':
      return { kind, ...(await porkbunKeys(context, options)) }
    case 'rfc2136':
      return { kind, ...named(options), algorithm: options.algorithm ?? 'hmac-sha256', key: await secret('TSIG key, in base64') }
    case 'command':
      onThisMachine(context, 'https set acme --dns command')
      return { kind, program: options.program ?? missing('program') }
  }
}

async function porkbunKeys({ terminal }: Context, { tokenFile }: HttpsOptions): Promise<{ key: string; secret: string }> {
  const first = await secretFrom(terminal, tokenFile, '--token-file', 'API key of Porkbun (pk1_…)')
  if (tokenFile === undefined) return { key: first, secret: await secretFrom(terminal, undefined, '--token-file', 'Its secret key (sk1_…)') }
  const [key, secret] = first.split(/\s*\n\s*/)
  if (!key || !secret) throw new Problem('invalid', { where: '--token-file', reason: 'it holds the key on its first line and the secret on its second' })
  return { key, secret }
}

function named({ server, zone, keyName }: HttpsOptions): { server: string; zone: string; key_name: string } {
  return { server: server ?? missing('server'), zone: zone ?? missing('zone'), key_name: keyName ?? missing('key-name') }
}

function missing(option: string): never {
  throw wrong(`--${option} is missing`)
}

function wrong(reason: string): Problem {
  return new Problem('invalid', { where: 'https set', reason })
}

/** The option as it is typed. */
function dashed(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
}
