import { generateKeyPairSync } from 'node:crypto'
import type { Vault } from './vault.ts'

/** The private key (JWK, P-256) that signs what apps are told of their visitors: made once, kept sealed; and who says so. */
export async function identityKey(vault: Vault, issuer: string): Promise<{ readonly issuer: string; readonly key: Record<string, string> }> {
  const text = await vault.once('identity-key', () => JSON.stringify(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' })))
  return { issuer, key: JSON.parse(text) as Record<string, string> }
}
