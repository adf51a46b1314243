/** Where the visitor sees the console, and what their browser can. */
interface Here {
  readonly hostname: string
  /** What browsers call a secure context: HTTPS that they trust, or this very machine. */
  readonly isSecure: boolean
  readonly hasPasskeys: boolean
}

/** Why there can be no passkeys here: it is a number and no name, it is not encrypted, or the browser has none. */
export type Hindrance = 'number' | 'open' | 'browser'

export function hindranceAt({ hostname, isSecure, hasPasskeys }: Here): Hindrance | undefined {
  if (/^[\d.]+$/.test(hostname) || hostname.startsWith('[')) return 'number'
  if (!isSecure) return 'open'
  return hasPasskeys ? undefined : 'browser'
}

export function hindranceHere(): Hindrance | undefined {
  return hindranceAt({ hostname: location.hostname, isSecure: isSecureContext, hasPasskeys: 'PublicKeyCredential' in globalThis })
}
