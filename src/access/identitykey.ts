import { generateKeyPairSync } from 'node:crypto'
import type { EngineId } from '../model/names.ts'
import type { Vault } from './vault.ts'

/**
 * The private key (JWK, P-256) that signs what apps are told of their visitors: made once, kept sealed; and who says so:
 * this engine by its id, whatever address it is reached at.
 */
export async function identityKey(vault: Vault, engine: EngineId): Promise<{ readonly issuer: string; readonly key: Record<string, string> }> {
  const text = await vault.once('identity-key', () => JSON.stringify(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' })))
  return { issuer: `urn:berth:${engine}`, key: JSON.parse(text) as Record<string, string> }
}
