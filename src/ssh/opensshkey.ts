import { generateKeyPairSync, randomBytes } from 'node:crypto'

/**
 * A new ed25519 key as `ssh-keygen` writes it (OpenSSH's PROTOCOL.key, RFC 8709), without a passphrase. ssh2 makes keys too, but
 * one of 256 of them cannot be read: it drops leading zeros of the public half.
 */
export function newKey(comment: string): string {
  const { d, x } = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' })
  if (d === undefined || x === undefined) throw new Error('no ed25519 key could be made')
  return writeKey({ seed: Buffer.from(d, 'base64url'), open: Buffer.from(x, 'base64url'), comment })
}

/** `seed` and `open`: the 32 bytes of the secret and of the public half. */
export function writeKey({ seed, open, comment }: { readonly seed: Buffer; readonly open: Buffer; readonly comment: string }): string {
  const check = randomBytes(4) // twice the same: how a reader knows that it has decrypted rightly
  const type = string('ssh-ed25519')
  const secret = Buffer.concat([check, check, type, string(open), string(Buffer.concat([seed, open])), string(comment)])
  const parts = [Buffer.from('openssh-key-v1\0'), string('none'), string('none'), string(''), number(1), string(Buffer.concat([type, string(open)])), string(padded(secret))]
  const lines = Buffer.concat(parts)
    .toString('base64')
    .match(/.{1,70}/g)
  return ['-----BEGIN OPENSSH PRIVATE KEY-----', ...(lines ?? []), '-----END OPENSSH PRIVATE KEY-----', ''].join('\n')
}

/** To whole blocks of 8, with 1, 2, 3 … */
function padded(bytes: Buffer): Buffer {
  return Buffer.concat([bytes, Buffer.from([1, 2, 3, 4, 5, 6, 7].slice(0, -bytes.length & 7))])
}

function string(value: string | Buffer): Buffer {
  const bytes = Buffer.from(value)
  return Buffer.concat([number(bytes.length), bytes])
}

function number(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}
