import { createHash, createPublicKey } from 'node:crypto'
import type { ParsedKey, PublicKeyAuthContext } from 'ssh2'
import { protocol } from './protocol.ts'

/** A key as a client shows it. */
export interface ShownKey {
  /** ssh-ed25519, ecdsa-sha2-nistp256 …, ssh-rsa. */
  readonly type: string
  /** The public key as it stands in an `id_*.pub` file: base64 of SSH's own format. */
  readonly blob: string
  /** `SHA256:…`, as OpenSSH prints it. */
  readonly fingerprint: string
}

const types: ReadonlySet<string> = new Set(['ssh-ed25519', 'ecdsa-sha2-nistp256', 'ecdsa-sha2-nistp384', 'ecdsa-sha2-nistp521', 'ssh-rsa'])
/** Bits of RSA that OpenSSH asks for too, since 9.1 more than 1024. */
const fewest = 2048

export function fingerprintOf(blob: Buffer): string {
  return `SHA256:${createHash('sha256').update(blob).digest('base64').replace(/=+$/, '')}`
}

export function shownKey({ key }: PublicKeyAuthContext): ShownKey {
  return { type: key.algo, blob: key.data.toString('base64'), fingerprint: fingerprintOf(key.data) }
}

/** The key, if it is of a kind that is still good; a signature by RSA with SHA-1 (`ssh-rsa`, no `hashAlgo`) is not. */
export async function goodKey({ key, hashAlgo }: PublicKeyAuthContext): Promise<ParsedKey | undefined> {
  if (!types.has(key.algo) || (key.algo === 'ssh-rsa' && hashAlgo === undefined)) return undefined
  const { utils } = await protocol()
  const parsed = utils.parseKey(key.data)
  if (parsed instanceof Error || parsed.type !== key.algo) return undefined
  return parsed.type === 'ssh-rsa' && bitsOf(parsed) < fewest ? undefined : parsed
}

function bitsOf(key: ParsedKey): number {
  return createPublicKey(key.getPublicPEM()).asymmetricKeyDetails?.modulusLength ?? 0
}

/** The client holds the secret half, as its signature over this very connection says. */
export function proves(key: ParsedKey, { blob, signature, hashAlgo }: PublicKeyAuthContext): boolean {
  return blob !== undefined && signature !== undefined && key.verify(blob, signature, hashAlgo)
}
