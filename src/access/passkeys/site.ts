import { isIP } from 'node:net'
import { Problem } from '../../model/problem.ts'
import type { RequestFacts } from '../person.ts'

/** The name a passkey is bound to, and the one origin that may use it now. */
export interface Site {
  /** WebAuthn's "relying party id": the host without its port. */
  readonly id: string
  readonly origin: string
}

/**
 * Where the visitor sees the console, by our own gateway's word. Browsers give passkeys only to names, and only over
 * HTTPS or to this very machine (`localhost` and what is below it). Throws `passkey-place`.
 */
export function siteOf({ scheme, host }: Pick<RequestFacts, 'scheme' | 'host'>): Site {
  const text = `${scheme}://${host ?? ''}`
  if (host === undefined || !URL.canParse(text)) throw new Problem('passkey-place', { reason: 'it has no name' })
  const { hostname, origin } = new URL(text)
  if (isIP(hostname.replace(/^\[|\]$/g, '')) !== 0) throw new Problem('passkey-place', { reason: `${hostname} is a number, and passkeys belong to names` })
  if (scheme !== 'https' && !isLocal(hostname)) throw new Problem('passkey-place', { reason: 'the connection is not encrypted' })
  return { id: hostname, origin }
}

function isLocal(hostname: string): boolean {
  return hostname === 'localhost' || hostname.endsWith('.localhost')
}
