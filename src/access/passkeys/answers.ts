import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server'
import { z } from 'zod'
import { Problem } from '../../model/problem.ts'

/** What a browser sends of a passkey, in WebAuthn's own JSON. What is not named here is not looked at. */
const encoded = z
  .string()
  .max(30_000)
  .regex(/^[A-Za-z0-9_-]*$/)
const credential = { id: encoded.min(1), rawId: encoded, type: z.literal('public-key') }
const Added = z.object({ ...credential, response: z.object({ clientDataJSON: encoded, attestationObject: encoded, transports: z.array(z.string().max(30)).max(10).default([]) }) })
const Shown = z.object({ ...credential, response: z.object({ clientDataJSON: encoded, authenticatorData: encoded, signature: encoded, userHandle: encoded }) })

/** Throws `invalid`. */
export function addedIn(response: unknown): RegistrationResponseJSON {
  return { ...parsed(Added, response), clientExtensionResults: {} }
}

/** Throws `invalid`. A passkey that does not say whose it is is none that we made. */
export function shownIn(response: unknown): AuthenticationResponseJSON & { readonly response: { readonly userHandle: string } } {
  return { ...parsed(Shown, response), clientExtensionResults: {} }
}

function parsed<T>(schema: z.ZodType<T>, response: unknown): T {
  const found = schema.safeParse(response)
  if (found.success) return found.data
  const [issue] = found.error.issues
  throw new Problem('invalid', { where: ['response', ...(issue?.path ?? [])].join('.'), reason: issue?.message ?? 'not as expected' })
}
