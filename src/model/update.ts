import { z } from 'zod'
import { Ask, Grant } from './grant.ts'
import { Cause } from './cause.ts'
import { KeptVersion, UpdatePolicy } from './updatepolicy.ts'

/** Something that is different in the offered version: "image of web", from 1.0 to 1.1. */
export const Change = z.object({ what: z.string(), from: z.string().nullable(), to: z.string().nullable() })
export type Change = z.infer<typeof Change>

/** What a person should know before an update. */
export const UpdateView = z.object({
  installed: z.string().nullable(),
  offered: z.string().nullable(),
  policy: UpdatePolicy,
  changes: z.array(Change),
  /** What the author says of the offered version. */
  notes: z.string().nullable(),
  /** What the offered version asks for and was not granted: it is not installed before. */
  asks: z.array(Ask),
  /** Bytes the copy of the data will need at most, and what is free. */
  space: z.object({ needed: z.number(), free: z.number() }),
  /** A version that was tried and put back, and why. */
  refused: z.object({ version: z.string(), cause: Cause }).nullable(),
  /** The version before, with its data: what can be gone back to. */
  kept: KeptVersion.nullable(),
})
export type UpdateView = z.infer<typeof UpdateView>

export const UpdateBody = z.object({
  /** Other than the installed one only what is offered; the installed one again is a fresh fetch of it. */
  version: z.string().min(1).optional(),
  /** Added to those it has. */
  grants: z.array(Grant).max(50).optional(),
})
export type UpdateBody = z.infer<typeof UpdateBody>
