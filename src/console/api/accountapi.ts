import type { PublicKeyCredentialCreationOptionsJSON, PublicKeyCredentialRequestOptionsJSON } from '@simplewebauthn/browser'
import type { Me, PasswordBody } from '../../model/api.ts'
import type { PairBody } from '../../model/device.ts'
import type { InvitationMade, JoinBody, JoinLook } from '../../model/invitation.ts'
import type { OutsideAccount, SignInWays } from '../../model/outside.ts'
import type { PasskeyBody, PasskeySignInBody, PasskeyView } from '../../model/passkey.ts'
import { at, call } from './client.ts'

interface Done {
  readonly ok: true
}

/** The calls about coming in, and about one's own account. */
export const accountApi = {
  ways: () => call<SignInWays>('GET', '/api/signin'),
  lookAt: (code: string) => call<JoinLook>('POST', '/api/join/look', { code }),
  join: (body: JoinBody) => call<Me>('POST', '/api/join', body),
  pair: (body: PairBody) => call<Me>('POST', '/api/pair', body),

  passkeyOptions: () => call<{ readonly options: PublicKeyCredentialRequestOptionsJSON }>('POST', '/api/session/passkey/options'),
  signInByPasskey: (body: PasskeySignInBody) => call<Me>('POST', '/api/session/passkey', body),
  passkeys: () => call<PasskeyView[]>('GET', '/api/me/passkeys'),
  newPasskeyOptions: () => call<{ readonly options: PublicKeyCredentialCreationOptionsJSON }>('POST', '/api/me/passkeys/options'),
  addPasskey: (body: PasskeyBody) => call<PasskeyView>('POST', '/api/me/passkeys', body),
  removePasskey: (id: string) => call<Done>('DELETE', at`/api/me/passkeys/${id}`),

  outsideAccounts: () => call<OutsideAccount[]>('GET', '/api/me/outside'),
  removeOutsideAccount: (id: string) => call<Done>('DELETE', at`/api/me/outside/${id}`),

  rename: (name: string) => call<Me>('PATCH', '/api/me', { name }),
  setPassword: (body: PasswordBody) => call<Done>('POST', '/api/me/password', body),
  linkForMe: () => call<InvitationMade>('POST', '/api/me/link'),
}
