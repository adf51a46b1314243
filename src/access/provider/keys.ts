import { generateKeyPair } from 'node:crypto'
import { promisify } from 'node:util'
import type { JWK, JWKS } from 'oidc-provider'

const generate = promisify(generateKeyPair)

/** The part of the vault that is used here. */
export interface KeyVault {
  once(name: string, make: () => string | Promise<string>): Promise<string>
}

/** What tokens are signed with, made once: RS256, which every app reads, and ES256 for those that ask for it. */
export async function signingKeys(vault: KeyVault): Promise<JWKS> {
  const text = await vault.once('oidc-keys', async () => JSON.stringify({ keys: await makeKeys() }))
  return JSON.parse(text) as JWKS // our own text
}

async function makeKeys(): Promise<JWK[]> {
  const { privateKey: rsa } = await generate('rsa', { modulusLength: 2048 })
  const { privateKey: ec } = await generate('ec', { namedCurve: 'P-256' })
  return [rsa, ec].map((key) => ({ ...(key.export({ format: 'jwk' }) as JWK), use: 'sig' }))
}
