import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server'
import type { PasskeyRow } from '../../localdb/passkeys.ts'
import { Problem } from '../../model/problem.ts'
import { algorithms } from './options.ts'
import type { Purpose } from './challenges.ts'

/** The only door to the library, which is loaded when the first passkey is shown: it needs 25 MB. */

/** Gives what a challenge was for, and spends it. */
export type Take = (challenge: string) => Purpose | undefined

export type NewPasskey = Pick<PasskeyRow, 'id' | 'public_key' | 'counter' | 'transports' | 'synced'>

/** Throws `passkey-late` when the challenge is not one, `passkey-wrong` when the rest does not fit. */
export async function verifyNew(response: RegistrationResponseJSON, { take, person }: { readonly take: Take; readonly person: string }): Promise<NewPasskey> {
  const { verifyRegistrationResponse } = await import('@simplewebauthn/server')
  const { site } = spend(response, take, (purpose) => purpose.person === person)
  const expected = { expectedChallenge: challengeIn(response), expectedOrigin: site.origin, expectedRPID: site.id, supportedAlgorithmIDs: [...algorithms] }
  const result = await verifyRegistrationResponse({ response, ...expected, requireUserVerification: true }).catch(wrong)
  if (!result.verified) return wrong()
  const { credential, credentialDeviceType } = result.registrationInfo
  const { id, publicKey, counter } = credential
  return { id, public_key: Buffer.from(publicKey).toString('base64url'), counter, transports: response.response.transports ?? [], synced: credentialDeviceType === 'multiDevice' }
}

/** The key's counter now. Throws `passkey-late`, `passkey-wrong`. Whether the counter went on is the caller's to judge: here it is known that the key itself signed it. */
export async function verifyShown(response: AuthenticationResponseJSON, { take, row }: { readonly take: Take; readonly row: PasskeyRow }): Promise<number> {
  const { verifyAuthenticationResponse } = await import('@simplewebauthn/server')
  const { site } = spend(response, take, (purpose) => purpose.person === null)
  const credential = { id: row.id, publicKey: new Uint8Array(Buffer.from(row.public_key, 'base64url')), counter: 0 }
  const expected = { expectedChallenge: challengeIn(response), expectedOrigin: site.origin, expectedRPID: site.id }
  const { verified, authenticationInfo } = await verifyAuthenticationResponse({ response, ...expected, credential, requireUserVerification: true }).catch(wrong)
  return verified ? authenticationInfo.newCounter : wrong()
}

function spend(response: RegistrationResponseJSON | AuthenticationResponseJSON, take: Take, fits: (purpose: Purpose) => boolean): Purpose {
  const purpose = take(challengeIn(response))
  if (!purpose || !fits(purpose)) throw new Problem('passkey-late')
  return purpose
}

/** As the browser says it: whether the key has signed it the library finds out. */
function challengeIn({ response }: RegistrationResponseJSON | AuthenticationResponseJSON): string {
  const client = fromJson(Buffer.from(response.clientDataJSON, 'base64url').toString('utf8'))
  return typeof client === 'object' && client !== null && 'challenge' in client ? String(client.challenge) : ''
}

function fromJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function wrong(cause?: unknown): never {
  throw new Problem('passkey-wrong', {}, cause)
}
