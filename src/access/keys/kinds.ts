import { createPublicKey } from 'node:crypto'
import { paste, renew } from './fault.ts'
import type { Fault } from './fault.ts'
import { bitsOf } from './wire.ts'

/** What is wrong with the fields of a key, its type left out; nothing where all is well. */
type Check = (fields: readonly Buffer[]) => Fault | undefined

/** The kinds of keys that the SSH server here verifies, and how each must be made. */
export const kinds: ReadonlyMap<string, Check> = new Map([
  ['ssh-ed25519', checkEd25519],
  ['ecdsa-sha2-nistp256', ecdsa('nistp256', 'P-256', 32)],
  ['ecdsa-sha2-nistp384', ecdsa('nistp384', 'P-384', 48)],
  ['ecdsa-sha2-nistp521', ecdsa('nistp521', 'P-521', 66)],
  ['ssh-rsa', checkRsa],
])

/** NIST SP 800-131A: shorter ones are no longer allowed. */
const leastBits = 2048
/** As OpenSSH: longer ones only cost time. */
const mostBits = 16_384
const damaged: Fault = { fault: 'the key is damaged', next: paste }

function checkEd25519(fields: readonly Buffer[]): Fault | undefined {
  return fields.length === 1 && fields[0]?.length === 32 ? undefined : damaged
}

function checkRsa([exponent, modulus, ...more]: readonly Buffer[]): Fault | undefined {
  const bits = modulus && bitsOf(modulus)
  const exponentBits = exponent && bitsOf(exponent)
  if (bits === undefined || exponentBits === undefined || more.length > 0) return damaged
  if (bits < leastBits) return { fault: `an RSA key of ${bits} bits is too weak: at least ${leastBits} are needed`, next: renew }
  if (bits > mostBits) return { fault: `an RSA key of ${bits} bits is too long: ${mostBits} are the most`, next: renew }
  return exponentBits > 1 && isOdd(exponent) && isOdd(modulus) ? undefined : damaged
}

/** `size`: bytes of a coordinate. */
function ecdsa(curve: string, crv: string, size: number): Check {
  return ([name, point, ...more]) => {
    if (name?.toString('latin1') !== curve || point?.length !== 1 + 2 * size || point[0] !== 4 || more.length > 0) return damaged
    const at = (from: number): string => point.subarray(from, from + size).toString('base64url')
    return isOnCurve({ kty: 'EC', crv, x: at(1), y: at(1 + size) }) ? undefined : damaged
  }
}

function isOnCurve(key: { readonly kty: string; readonly crv: string; readonly x: string; readonly y: string }): boolean {
  try {
    createPublicKey({ key: { ...key }, format: 'jwk' })
    return true
  } catch {
    return false
  }
}

function isOdd(number: Buffer | undefined): boolean {
  return ((number?.at(-1) ?? 0) & 1) === 1
}
