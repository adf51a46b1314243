import { X509Certificate } from 'node:crypto'
import { z } from 'zod'
import { Cause } from '../model/cause.ts'

/** A certificate as it lies in its row, without its key; dates in epoch milliseconds. */
const KeptCertificate = z.object({
  names: z.array(z.string()),
  chain: z.string(),
  /** Who signed it, for people. */
  issuer: z.string(),
  from: z.number(),
  expires: z.number(),
  /** When it was got, by the clock of this machine at that time. */
  got: z.number(),
})
export type KeptCertificate = z.infer<typeof KeptCertificate>

/** What is wanted for one place (the console, an app, a domain), what there is, and how the last tries went. */
export const Kept = z.object({
  /** `Issuer.id`. */
  by: z.string(),
  id: z.string(),
  names: z.array(z.string()),
  certificate: KeptCertificate.nullable(),
  /** Tries that failed, since the last one that did not. */
  failures: z.number().int(),
  /** Epoch milliseconds: no try before. */
  next: z.number(),
  cause: Cause.nullable(),
})
export type Kept = z.infer<typeof Kept>

/** Throws when the chain does not begin with a certificate. */
export function readChain(chain: string, names: readonly string[], now: number): KeptCertificate {
  const leaf = new X509Certificate(chain)
  return { names: [...names], chain, issuer: nameOf(leaf.issuer), from: Date.parse(leaf.validFrom), expires: Date.parse(leaf.validTo), got: now }
}

/** One that begins in the future counts: a small machine's clock lags more often than an authority's runs ahead. */
export function isValid(certificate: KeptCertificate | null, now: number): certificate is KeptCertificate {
  return certificate !== null && now < certificate.expires
}

/** Made when this machine's clock was ahead: to everybody else it is from the future. */
export function isFromFuture({ from, got }: KeptCertificate, now: number): boolean {
  return from > now && got > now
}

export function covers(certificate: KeptCertificate, names: readonly string[]): boolean {
  return names.every((name) => certificate.names.includes(name))
}

/** Of a distinguished name, the part that people know: the organisation, else the common name. */
function nameOf(distinguished: string): string {
  const part = (key: string): string | undefined => new RegExp(`^${key}=(.*)$`, 'm').exec(distinguished)?.[1]
  const [organisation, common] = [part('O'), part('CN')]
  if (!organisation || !common) return organisation ?? common ?? distinguished
  return common.startsWith(organisation) ? common : `${organisation} ${common}`
}
