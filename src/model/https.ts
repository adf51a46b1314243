import { z } from 'zod'
import { Cause } from './cause.ts'

/** How the DNS is told of a challenge: by the provider's API, by RFC 2136, or by a program of the machine. */
export const DnsProvider = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('cloudflare'), token: z.string().min(1).max(500) }),
  z.object({ kind: z.literal('porkbun'), key: z.string().min(1).max(500), secret: z.string().min(1).max(500) }),
  z.object({
    kind: z.literal('rfc2136'),
    /** host or host:port */
    server: z.string().min(1).max(300),
    zone: z.string().min(1).max(253),
    key_name: z.string().min(1).max(253),
    /** TSIG, base64. */
    key: z.string().min(1).max(500),
    algorithm: z.enum(['hmac-sha256', 'hmac-sha512']).default('hmac-sha256'),
  }),
  /** Called as `program add|remove <name> <value>`; only over the local socket, since it runs as the engine. */
  z.object({ kind: z.literal('command'), program: z.string().startsWith('/').max(1000) }),
])
export type DnsProvider = z.infer<typeof DnsProvider>

/** `lan`: from this engine's own authority; `acme`: from a public one, for the domain. */
export const HttpsBody = z.discriminatedUnion('mode', [
  z.object({ mode: z.literal('off') }),
  z.object({ mode: z.literal('lan'), redirect: z.boolean().default(false) }),
  z.object({
    mode: z.literal('acme'),
    redirect: z.boolean().default(true),
    email: z.email().max(200).optional(),
    /** Let's Encrypt when not given. */
    directory: z.url({ protocol: /^https$/ }).optional(),
    challenge: z.enum(['http-01', 'dns-01']),
    /** Needed for dns-01; kept when not given again. */
    dns: DnsProvider.optional(),
  }),
])
export type HttpsBody = z.input<typeof HttpsBody>

export const CertificateView = z.object({
  names: z.array(z.string()),
  issuer: z.string(),
  expires: z.string(),
  /** When it will be renewed. */
  renews: z.string(),
  /** Why the last try to get or renew it failed, if it did. */
  cause: Cause.nullable(),
})
export type CertificateView = z.infer<typeof CertificateView>

export const HttpsView = z.object({
  mode: z.enum(['off', 'lan', 'acme']),
  /** Whether everybody who comes by HTTP is sent to HTTPS; browsers that have trusted it stay there by themselves. */
  redirect: z.boolean(),
  /** The port of HTTPS, once the gateway has it. */
  port: z.number().int().nullable(),
  /** The console by HTTPS; null while there is no certificate for it. */
  url: z.string().nullable(),
  email: z.string().nullable(),
  directory: z.string().nullable(),
  challenge: z.enum(['http-01', 'dns-01']).nullable(),
  dns: z.enum(['cloudflare', 'porkbun', 'rfc2136', 'command']).nullable(),
  /** The engine's own authority, for people who compare: SHA-256 of its certificate. */
  authority: z.object({ name: z.string(), fingerprint: z.string(), expires: z.string() }).nullable(),
  certificates: z.array(CertificateView),
  cause: Cause.nullable(),
})
export type HttpsView = z.infer<typeof HttpsView>
