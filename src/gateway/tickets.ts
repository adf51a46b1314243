import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

/**
 * Signed, short texts that carry a visitor from the console's sign-in to an app's own origin
 * without a database: a one-time **ticket** in the redirect, and the **app session** cookie
 * that the gateway makes of it; and a shared **link**, which anybody may use until it ends. Form: `<base64url JSON>.<base64url HMAC-SHA256>`.
 */
export interface Claims {
  readonly use: 'ticket' | 'session' | 'link'
  readonly instance: string
  /** The sign-in this comes from; revoked there is revoked here. */
  readonly session: string
  /** Epoch seconds. */
  readonly expires: number
  readonly nonce: string
}

export function sign(claims: Omit<Claims, 'nonce'>, key: Buffer): string {
  const nonce = randomBytes(12).toString('base64url')
  const payload = Buffer.from(JSON.stringify({ ...claims, nonce })).toString('base64url')
  return `${payload}.${mac(payload, key).toString('base64url')}`
}

/** The claims of a good, unexpired text of this use for this instance; otherwise nothing. */
export function verify(text: string, wanted: Pick<Claims, 'use' | 'instance'>, key: Buffer, nowSeconds: number): Claims | undefined {
  const [payload, signature, more] = text.split('.')
  if (!payload || !signature || more !== undefined) return undefined
  const given = Buffer.from(signature, 'base64url')
  const right = mac(payload, key)
  if (given.length !== right.length || !timingSafeEqual(given, right)) return undefined
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Claims // only we can have signed it
  const fits = claims.use === wanted.use && claims.instance === wanted.instance && claims.expires > nowSeconds
  return fits ? claims : undefined
}

function mac(payload: string, key: Buffer): Buffer {
  return createHmac('sha256', key).update(payload).digest()
}
