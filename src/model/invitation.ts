import { z } from 'zod'
import { GivenRole, GroupName, PersonId, PersonName, Role } from './person.ts'

/** Asks somebody in. The link works once. */
export const InvitationBody = z.object({
  role: GivenRole.default('member'),
  groups: z.array(GroupName).max(50).default([]),
  /** What they are called, if that is known; they may change it. */
  name: PersonName.optional(),
  days: z.number().int().min(1).max(30).default(7),
})
export type InvitationBody = z.input<typeof InvitationBody>

export const InvitationView = z.object({
  id: z.string(),
  /** Whose sign-in link it is; null where it makes somebody new. */
  person: PersonId.nullable(),
  name: z.string().nullable(),
  role: Role,
  groups: z.array(GroupName),
  /** Who made it, by name. */
  by: z.string(),
  created: z.string(),
  expires: z.string(),
})
export type InvitationView = z.infer<typeof InvitationView>

/** The link and its code are shown this once; the code stands behind `#`, so that no log sees it. */
export const InvitationMade = InvitationView.extend({ code: z.string(), url: z.string() })
export type InvitationMade = z.infer<typeof InvitationMade>

export const JoinLookBody = z.object({ code: z.string().min(1).max(100) })
export type JoinLookBody = z.input<typeof JoinLookBody>
/** What a good code is for. `known`: it signs in somebody who is here already. */
export const JoinLook = z.object({
  known: z.boolean(),
  /** Whether a password can be set with it. */ password: z.boolean(),
  name: z.string().nullable(),
  role: Role,
  by: z.string(),
  expires: z.string(),
})
export type JoinLook = z.infer<typeof JoinLook>

/**
 * Without a password, the console asks for a passkey next. The name of somebody known is not heeded; their password is
 * set anew where somebody else made the link (`JoinLook.password`).
 */
export const JoinBody = z.object({ code: z.string().min(1).max(100), name: PersonName.optional(), password: z.string().max(1000).optional() })
export type JoinBody = z.input<typeof JoinBody>
