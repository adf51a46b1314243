import { Problem } from '../../model/problem.ts'
import { paste } from './fault.ts'
import { readLine } from './line.ts'
import type { PublicKey } from './line.ts'

/** A key, and the number of the line it stands on. */
export interface ReadKey extends PublicKey {
  readonly line: number
}

/** What a file of a private key begins with: of OpenSSH, PEM, PuTTY, and of OpenSSH without its frame. */
const secret = /^\s*(-----BEGIN [A-Z0-9 ]*PRIVATE KEY|PuTTY-User-Key-File-|SSH PRIVATE KEY FILE FORMAT|b3BlbnNzaC1rZXktdjE)/
/** Public keys as other programs write them. */
const foreign = /^\s*(---- BEGIN SSH2 PUBLIC KEY|-----BEGIN [A-Z ]*PUBLIC KEY)/

/**
 * The keys of a text, all or none; empty lines and comments are passed over. Throws `ssh-key` with the number of the
 * first line that is not right and its fault, `ssh-key-private`, and `ssh-key-taken` where one stands there twice.
 */
export function readKeys(text: string): ReadKey[] {
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/)
  const begun = lines.findIndex((line) => secret.test(line))
  if (begun >= 0) throw new Problem('ssh-key-private', { line: begun + 1 })
  const keys = lines.flatMap((text, at) => (/^\s*(#|$)/.test(text) ? [] : [keyOf(text, at + 1)]))
  if (keys.length === 0) throw new Problem('ssh-key', { line: 1, reason: 'there is no key in it', next: paste })
  demandOnce(keys)
  return keys
}

function keyOf(text: string, line: number): ReadKey {
  if (foreign.test(text))
    throw new Problem('ssh-key', {
      line,
      reason: 'this is a public key in the form of another program',
      next: 'Turn it into OpenSSH’s: ssh-keygen -i -f <file> (with -m PKCS8 where it begins with five dashes)',
    })
  const key = readLine(text)
  if ('fault' in key) throw new Problem('ssh-key', { line, reason: key.fault, next: key.next })
  return { ...key, line }
}

function demandOnce(keys: readonly ReadKey[]): void {
  const seen = new Map<string, number>()
  for (const { line, fingerprint } of keys) {
    const before = seen.get(fingerprint)
    if (before !== undefined) throw new Problem('ssh-key-taken', { line, where: `on line ${before} as well` })
    seen.set(fingerprint, line)
  }
}
