import type { Configuration } from 'openid-client'
import type { OutsideConfig } from '../../model/outside.ts'
import { Problem } from '../../model/problem.ts'
import { accountFrom } from './account.ts'
import type { Account } from './account.ts'
import { mayReach } from './issuer.ts'
import type { Ticket } from './ticket.ts'
import { troubleWith } from './trouble.ts'

type Way = Pick<Ticket, 'callback' | 'state' | 'nonce' | 'verifier'>

/** New secrets for one sign-in: the state, the nonce and PKCE's verifier. */
export async function newSecrets(): Promise<Pick<Ticket, 'state' | 'nonce' | 'verifier'>> {
  const { randomNonce, randomPKCECodeVerifier, randomState } = await import('openid-client')
  return { state: randomState(), nonce: randomNonce(), verifier: randomPKCECodeVerifier() }
}

/** Where the visitor signs in. Throws `outside-answer` where that is no place to send anybody. */
export async function authorizationUrl(configuration: Configuration, { callback, state, nonce, verifier }: Way, { issuer, scope }: Pick<OutsideConfig, 'issuer' | 'scope'>): Promise<string> {
  const { buildAuthorizationUrl, calculatePKCECodeChallenge } = await import('openid-client')
  const pkce = { code_challenge: await calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256' }
  const { href } = await attempt(() => buildAuthorizationUrl(configuration, { redirect_uri: callback, scope: withOpenid(scope), state, nonce, ...pkce }))
  if (!mayReach(href, issuer)) throw new Problem('outside-answer', { reason: 'its metadata name an address that is not secure' })
  return href
}

/**
 * Who came back. The library checks the state, the issuer, PKCE, and the ID token: signature, issuer, audience, times, nonce.
 * Throws `outside-down`, `outside-answer`, `outside-denied`, `outside-setup`.
 */
export async function accountOf(configuration: Configuration, query: string, { callback, state, nonce, verifier }: Way, config: OutsideConfig): Promise<Account> {
  const { authorizationCodeGrant, fetchUserInfo } = await import('openid-client')
  const back = new URL(callback)
  back.search = query
  return await attempt(async () => {
    const tokens = await authorizationCodeGrant(configuration, back, { expectedState: state, expectedNonce: nonce, pkceCodeVerifier: verifier, idTokenExpected: true })
    const claims = tokens.claims()
    if (!claims) throw new TypeError('it sent no ID token')
    const asks = configuration.serverMetadata().userinfo_endpoint !== undefined
    return accountFrom(claims, asks ? await fetchUserInfo(configuration, tokens.access_token, claims.sub) : {}, config)
  })
}

async function attempt<T>(act: () => T | Promise<T>): Promise<T> {
  try {
    return await act()
  } catch (error) {
    throw troubleWith(error)
  }
}

/** Without it there is no ID token. */
function withOpenid(scope: string): string {
  return scope.split(' ').includes('openid') ? scope : `openid ${scope}`.trim()
}
