import { createHash } from 'node:crypto'
import { paste, renew } from './fault.ts'
import type { Fault } from './fault.ts'
import { kinds } from './kinds.ts'
import { fieldsOf } from './wire.ts'

export interface PublicKey {
  readonly type: string
  /** As SSH sends it, base64. */
  readonly blob: string
  /** As OpenSSH prints it: `SHA256:…`. */
  readonly fingerprint: string
  /** What stands behind the key, often who made it and where. */
  readonly comment: string
}

/** One line of an `id_*.pub` or `authorized_keys` file. */
export function readLine(line: string): PublicKey | Fault {
  const [type = '', body = '', ...comment] = line.trim().split(/[ \t]+/)
  const check = kinds.get(type)
  if (!check) return faultOfType(type, [body, ...comment])
  const blob = bytesOf(body)
  const fields = blob && fieldsOf(blob)
  if (!blob || !fields) return { fault: body === '' ? 'the key itself is missing after its type' : 'the key is cut short or damaged', next: paste }
  const [inside, ...rest] = fields
  if (inside?.toString('latin1') !== type) return { fault: `it says ${type} and holds another kind of key`, next: paste }
  const fault = check(rest)
  if (fault) return fault
  return { type, blob: blob.toString('base64'), fingerprint: fingerprintOf(blob), comment: comment.join(' ') }
}

export function fingerprintOf(blob: Buffer): string {
  return `SHA256:${createHash('sha256').update(blob).digest('base64').replace(/=+$/, '')}`
}

/** Only base64 as it is written, so that a key has one form. */
function bytesOf(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64')
  return text !== '' && bytes.toString('base64').replace(/=+$/, '') === text.replace(/={0,2}$/, '') ? bytes : undefined
}

const odd: readonly (readonly [RegExp, fault: string, next: string])[] = [
  [/^ssh-dss$/, 'DSA keys are no longer safe', renew],
  [/-cert-v0\d@openssh\.com$/, 'this is a certificate, not a key', 'Paste the .pub file without -cert in its name'],
  [/^sk-/, 'keys on a security device (sk-…) cannot be checked here yet', renew],
  [/^(SHA256:|MD5:)/, 'this is the fingerprint of a key, not the key', paste],
  [/^AAAA/, 'the type is missing before the key', paste],
]

/** `more`: what stands on the line behind the first word. */
function faultOfType(type: string, more: readonly string[]): Fault {
  const known = odd.find(([pattern]) => pattern.test(type))
  if (known) return { fault: known[1], next: known[2] }
  if (/^\d+$/.test(type) && more.some((word) => /^(SHA256|MD5):/.test(word))) return { fault: 'this is the fingerprint of a key, not the key', next: paste }
  if (/^\d+$/.test(type)) return { fault: 'keys of SSH version 1 are no longer safe', next: renew }
  if (more.some((word) => kinds.has(word) || /^(ssh|ecdsa|sk)-[\w@.-]+$/.test(word)))
    return { fault: 'options before the type (from=, command= and their like) are not taken', next: 'Remove what stands before the type' }
  return { fault: 'it does not begin with a type of key, such as ssh-ed25519', next: paste }
}
