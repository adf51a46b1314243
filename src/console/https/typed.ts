import type { DnsProvider, HttpsBody, HttpsView } from '../../model/https.ts'

/** The settings of HTTPS as they are typed. */
export interface Typed {
  readonly mode: HttpsView['mode']
  readonly redirect: boolean
  readonly email: string
  readonly directory: string
  readonly challenge: 'http-01' | 'dns-01'
  readonly dns: TypedDns
}

export type DnsKind = Exclude<DnsProvider['kind'], 'command'>

/** `kind` is empty where what is kept stays. */
export interface TypedDns {
  readonly kind: DnsKind | ''
  readonly token: string
  readonly key: string
  readonly secret: string
  readonly server: string
  readonly zone: string
  readonly keyName: string
  readonly algorithm: 'hmac-sha256' | 'hmac-sha512'
}

export function typedOf({ mode, redirect, email, directory, challenge, dns }: HttpsView): Typed {
  const kind = dns === null ? 'cloudflare' : ''
  return {
    mode,
    redirect,
    email: email ?? '',
    directory: directory ?? '',
    challenge: challenge ?? 'http-01',
    dns: { kind, token: '', key: '', secret: '', server: '', zone: '', keyName: '', algorithm: 'hmac-sha256' },
  }
}

export function bodyOf({ mode, redirect, email, directory, challenge, dns }: Typed): HttpsBody {
  if (mode === 'off') return { mode }
  if (mode === 'lan') return { mode, redirect }
  const provider = challenge === 'dns-01' ? providerOf(dns) : undefined
  return {
    mode,
    redirect,
    challenge,
    ...(email.trim() && { email: email.trim() }),
    ...(directory.trim() && { directory: directory.trim() }),
    ...(provider && { dns: provider }),
  }
}

function providerOf({ kind, token, key, secret, server, zone, keyName, algorithm }: TypedDns): DnsProvider | undefined {
  switch (kind) {
    case '':
      return undefined
    case 'cloudflare':
      return { kind, token: token.trim() }
    case 'porkbun':
      return { kind, key: key.trim(), secret: secret.trim() }
    case 'rfc2136':
      return { kind, server: server.trim(), zone: zone.trim(), key_name: keyName.trim(), key: key.trim(), algorithm }
  }
}

/** Whether nothing that is needed is missing. */
export function isComplete({ mode, challenge, dns }: Typed): boolean {
  if (mode !== 'acme' || challenge !== 'dns-01') return true
  const needed: Record<TypedDns['kind'], readonly string[]> = {
    '': [],
    cloudflare: [dns.token],
    porkbun: [dns.key, dns.secret],
    rfc2136: [dns.server, dns.zone, dns.keyName, dns.key],
  }
  return needed[dns.kind].every((value) => value.trim() !== '')
}
