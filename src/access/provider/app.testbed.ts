import * as client from 'openid-client'
import { notes } from './provider.testbed.ts'
import type { Browser } from './browser.testbed.ts'
import type { ProviderHouse } from './provider.testbed.ts'

/** Where the sample app is answered. */
export const callback = 'http://notes.localhost:8080/auth/callback'
export const asked = { redirect_uris: ['/auth/callback'], public_client: false, scope: 'openid profile groups' }

/** Marked as deprecated only so that it stands out; the test's issuer is on loopback. */
interface WithHttp {
  readonly allowInsecureRequests: (config: client.Configuration) => void
}

/** For tests: an app that signs its visitors in, written with the certified client library. */
export class SampleApp {
  readonly config: client.Configuration
  readonly verifier = client.randomPKCECodeVerifier()
  readonly state = client.randomState()
  readonly nonce = client.randomNonce()

  private constructor(config: client.Configuration) {
    this.config = config
  }

  static async install(house: ProviderHouse, more: Partial<typeof asked> = {}): Promise<SampleApp> {
    const { issuer, clientId, clientSecret } = await house.provider.admit(notes, { ...asked, ...more })
    return await SampleApp.with(issuer, clientId, clientSecret)
  }

  static async with(issuer: string, id: string, secret: string): Promise<SampleApp> {
    const { allowInsecureRequests }: WithHttp = client
    const authentication = secret === '' ? client.None() : client.ClientSecretPost(secret)
    return new SampleApp(await client.discovery(new URL(issuer), id, undefined, authentication, { execute: [allowInsecureRequests] }))
  }

  /** Its button "Sign in". A parameter that is empty is left out. */
  async address(more: Record<string, string> = {}): Promise<string> {
    const challenge = await client.calculatePKCECodeChallenge(this.verifier)
    const said = { redirect_uri: callback, scope: 'openid profile groups', code_challenge: challenge, code_challenge_method: 'S256', state: this.state, nonce: this.nonce, ...more }
    const given = Object.fromEntries(Object.entries(said).filter(([, value]) => value !== ''))
    return client.buildAuthorizationUrl(this.config, given).href
  }

  /** What it makes of its visitor's way back. */
  async redeem(back: URL): ReturnType<typeof client.authorizationCodeGrant> {
    return await client.authorizationCodeGrant(this.config, back, { pkceCodeVerifier: this.verifier, expectedState: this.state, expectedNonce: this.nonce })
  }

  async signIn(browser: Browser): ReturnType<typeof client.authorizationCodeGrant> {
    return await this.redeem((await browser.visit(await this.address())).url)
  }
}
