import { z } from 'zod'

/** A person's key in a phone, a computer or a stick. */
export const PasskeyView = z.object({ id: z.string(), label: z.string(), created: z.string(), used: z.string().nullable(), synced: z.boolean() })
export type PasskeyView = z.infer<typeof PasskeyView>

/** What `navigator.credentials` wants, and what it gives: WebAuthn's own JSON, passed through to the library that knows it. */
export const PasskeyOptions = z.object({ options: z.record(z.string(), z.unknown()) })
export type PasskeyOptions = z.infer<typeof PasskeyOptions>
export const PasskeyBody = z.object({ label: z.string().trim().min(1).max(60), response: z.record(z.string(), z.unknown()) })
export type PasskeyBody = z.input<typeof PasskeyBody>
export const PasskeySignInBody = z.object({ response: z.record(z.string(), z.unknown()) })
export type PasskeySignInBody = z.input<typeof PasskeySignInBody>
