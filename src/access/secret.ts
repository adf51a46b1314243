import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

/** 256 bits for a cookie or a token. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url')
}

export function newId(): string {
  return randomBytes(6).toString('hex')
}

/** SHA-256 in hex: enough for what is random itself; passwords are hashed slowly in `password.ts`. */
export function digest(secret: string): string {
  return createHash('sha256').update(secret).digest('hex')
}

/** Compares two digests in a time that says nothing about where they differ. */
export function sameDigest(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.length === right.length && timingSafeEqual(left, right)
}
