import type { CertificateView, HttpsView } from '../../model/https.ts'

/** How a certificate stands: one that could not be renewed is still good for a while. */
export type Standing = 'good' | 'soon' | 'over' | 'tried' | 'missing'

const day = 86_400_000
/** Days before its end from which on people are told; those of public authorities are renewed 30 days before. */
const soon = 14

export function standingOf({ expires, issuer, cause }: Pick<CertificateView, 'expires' | 'issuer' | 'cause'>, now: number): Standing {
  if (issuer === '') return 'missing'
  if (Date.parse(expires) <= now) return 'over'
  if (cause) return 'tried'
  return daysLeft(expires, now) < soon ? 'soon' : 'good'
}

/** Whole days until then. */
export function daysLeft(expires: string, now: number): number {
  return Math.max(0, Math.floor((Date.parse(expires) - now) / day))
}

/** Whether something is still being made, so that it is worth asking again. */
export function isUnsettled({ mode, url, cause, certificates }: HttpsView): boolean {
  return mode !== 'off' && url === null && cause === null && certificates.every((certificate) => certificate.cause === null)
}

/** `AB:CD:…` in lines of eight pairs, to be read and compared. */
export function fingerprintLines(fingerprint: string): readonly string[] {
  const pairs =
    fingerprint
      .replace(/[^0-9a-f]/gi, '')
      .toUpperCase()
      .match(/../g) ?? []
  return Array.from({ length: Math.ceil(pairs.length / 8) }, (_, line) => pairs.slice(line * 8, line * 8 + 8).join(' '))
}
