import { createHash, createHmac, timingSafeEqual } from 'node:crypto'

/** The keyed digest of what was signed. */
export function macOf(algorithm: 'sha256' | 'sha1', secret: string | Buffer, ...parts: readonly (string | Buffer)[]): Buffer {
  const mac = createHmac(algorithm, secret)
  for (const part of parts) mac.update(part)
  return mac.digest()
}

/** Compares in a time that says nothing of either, whatever their lengths: what is compared are their digests. A missing one equals nothing. */
export function isSame(given: string | Buffer | undefined, right: string | Buffer): boolean {
  const equal = timingSafeEqual(digest(given ?? ''), digest(right))
  return equal && given !== undefined && given.length > 0
}

/** The hexadecimal digits of a signature after its `prefix`; nothing where it is not one. */
export function hexOf(header: string | undefined, prefix = ''): Buffer | undefined {
  const digits = header?.startsWith(prefix) === true ? header.slice(prefix.length) : ''
  return /^(?:[0-9a-f]{2})+$/i.test(digits) ? Buffer.from(digits, 'hex') : undefined
}

function digest(of: string | Buffer): Buffer {
  return createHash('sha256').update(of).digest()
}
