import type { CDPSession, Page } from 'playwright-core'

interface Credential {
  readonly credentialId: string
  readonly signCount: number
  readonly userHandle?: string
}

/** Chromium's own authenticator without a finger: it makes real keys and signs with them, in this window. */
export class Authenticator {
  readonly #cdp: CDPSession
  readonly #id: string

  private constructor(cdp: CDPSession, id: string) {
    this.#cdp = cdp
    this.#id = id
  }

  /** `verified`: whoever sits there shows their finger; otherwise they do not. */
  static async in(page: Page, { verified = true }: { readonly verified?: boolean } = {}): Promise<Authenticator> {
    const cdp = await page.context().newCDPSession(page)
    await cdp.send('WebAuthn.enable')
    const options = { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: verified, automaticPresenceSimulation: true } as const
    const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', { options })
    return new Authenticator(cdp, authenticatorId)
  }

  async credentials(): Promise<readonly Credential[]> {
    return (await this.#cdp.send('WebAuthn.getCredentials', { authenticatorId: this.#id })).credentials
  }

  /** Sets what it has counted: more, as after many sign-ins, or less, as a copy of the key has. */
  async countTo(to: number): Promise<void> {
    const { credentials } = await this.#cdp.send('WebAuthn.getCredentials', { authenticatorId: this.#id })
    await this.#cdp.send('WebAuthn.clearCredentials', { authenticatorId: this.#id })
    for (const credential of credentials) await this.#cdp.send('WebAuthn.addCredential', { authenticatorId: this.#id, credential: { ...credential, signCount: to } })
  }

  /** Nobody shows their finger any more. */
  async refuse(): Promise<void> {
    await this.#cdp.send('WebAuthn.setUserVerified', { authenticatorId: this.#id, isUserVerified: false })
  }
}
