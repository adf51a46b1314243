import type { PublicKeyCredentialCreationOptionsJSON, PublicKeyCredentialRequestOptionsJSON } from '@simplewebauthn/server'
import type { PasskeyRow } from '../../localdb/passkeys.ts'
import { challengeLife } from './challenges.ts'
import type { Site } from './site.ts'

/**
 * What `navigator.credentials` is asked. Written here and not by the library, which needs 25 MB once it is loaded:
 * every visitor of the sign-in page gets these, and few come with a passkey.
 */

/** Ed25519, ES256 and RS256, as IANA numbers them: what phones, computers and keys have. */
export const algorithms = [-8, -7, -257] as const

interface NewKey {
  readonly site: Site
  readonly challenge: string
  /** What the key calls its owner: bytes that say nothing, base64url. */
  readonly handle: string
  readonly name: string
  readonly known: readonly PasskeyRow[]
}

/** The key must be found without a name being typed, and must know its owner: it stands for name and password at once. */
export function creationOptions({ site, challenge, handle, name, known }: NewKey): PublicKeyCredentialCreationOptionsJSON {
  return {
    rp: { id: site.id, name: 'Berth' },
    user: { id: handle, name, displayName: name },
    challenge,
    pubKeyCredParams: algorithms.map((alg) => ({ alg, type: 'public-key' })),
    timeout: challengeLife,
    excludeCredentials: known.map(({ id }) => ({ id, type: 'public-key' })),
    authenticatorSelection: { residentKey: 'required', requireResidentKey: true, userVerification: 'required' },
    attestation: 'none',
  }
}

export function requestOptions(site: Site, challenge: string): PublicKeyCredentialRequestOptionsJSON {
  return { rpId: site.id, challenge, timeout: challengeLife, userVerification: 'required' }
}
