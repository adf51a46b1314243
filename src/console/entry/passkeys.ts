import { browserSupportsWebAuthnAutofill, startAuthentication, startRegistration, WebAuthnAbortService, WebAuthnError } from '@simplewebauthn/browser'
import type { Me } from '../../model/api.ts'
import type { PasskeyView } from '../../model/passkey.ts'
import { accountApi } from '../api/accountapi.ts'
import { ApiProblem } from '../api/problem.ts'
import { say } from '../messages.ts'

/** What the browser and the machine say to each other about passkeys. Every failure is an `ApiProblem`. */

export async function addPasskey(label: string): Promise<PasskeyView> {
  const { options } = await accountApi.newPasskeyOptions()
  const made = await startRegistration({ optionsJSON: options }).catch(explain)
  return await accountApi.addPasskey({ label, response: { ...made } })
}

export async function signInByPasskey(): Promise<Me> {
  return await signIn(false)
}

/**
 * Waits until somebody picks a passkey in the list that the browser shows at a field with `webauthn` in its
 * `autocomplete`; undefined where the browser cannot, or when another question took its place.
 */
export async function signInByAutofill(): Promise<Me | undefined> {
  if (!(await browserSupportsWebAuthnAutofill())) return undefined
  return await signIn(true).catch((thrown: unknown) => {
    if (thrown instanceof ApiProblem && thrown.code === 'passkey-cancelled') return undefined
    throw thrown
  })
}

export function stopAsking(): void {
  WebAuthnAbortService.cancelCeremony()
}

async function signIn(useBrowserAutofill: boolean): Promise<Me> {
  const { options } = await accountApi.passkeyOptions()
  const shown = await startAuthentication({ optionsJSON: options, useBrowserAutofill }).catch(explain)
  return await accountApi.signInByPasskey({ response: { ...shown } })
}

function explain(thrown: unknown): never {
  const code = thrown instanceof WebAuthnError ? thrown.code : ''
  const name = thrown instanceof Error ? thrown.name : ''
  const { cancelled, known, failed } = say.door.passkey
  if (code === 'ERROR_AUTHENTICATOR_PREVIOUSLY_REGISTERED') throw problem('passkey-known', known)
  if (code === 'ERROR_CEREMONY_ABORTED' || name === 'NotAllowedError' || name === 'AbortError') throw problem('passkey-cancelled', cancelled)
  throw problem('passkey-browser', failed(thrown instanceof Error ? thrown.message : String(thrown)))
}

function problem(code: string, { text, fix }: { readonly text: string; readonly fix: string }): ApiProblem {
  return new ApiProblem({ code, status: 0, detail: text, fix })
}
