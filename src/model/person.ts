import { z } from 'zod'

/**
 * What somebody is here. The owner is one; admins run the machine with him but name no admins and change nothing of the
 * machine itself; members use the apps that are for members; guests use what names them or their groups.
 */
export const Role = z.enum(['owner', 'admin', 'member', 'guest'])
export type Role = z.infer<typeof Role>
/** Roles somebody can be given: there is one owner, and the claim makes him. */
export const GivenRole = z.enum(['admin', 'member', 'guest'])
export type GivenRole = z.infer<typeof GivenRole>

export const PersonId = z
  .string()
  .regex(/^[a-z0-9]{1,32}$/)
  .brand<'PersonId'>()
export type PersonId = z.infer<typeof PersonId>

/** As people write it; two names that differ only in case or in how letters are composed are the same. */
export const PersonName = z
  .string()
  .trim()
  .min(1)
  .max(60)
  .regex(/^[^\p{C}<>"]+$/u, 'use letters, digits and spaces')
  .transform((name) => name.normalize('NFC').replaceAll(/\s+/g, ' '))

export const GroupName = z
  .string()
  .regex(/^[\p{Ll}\p{N}](?:[\p{Ll}\p{N} _.-]{0,38}[\p{Ll}\p{N}])?$/u, 'use 1 to 40 small letters, digits, spaces, dots and dashes')
  .brand<'GroupName'>()
export type GroupName = z.infer<typeof GroupName>

/** How somebody can sign in. */
export const Ways = z.object({ password: z.boolean(), passkeys: z.number().int(), outside: z.array(z.string()) })
export type Ways = z.infer<typeof Ways>

export const PersonView = z.object({
  id: PersonId,
  name: z.string(),
  role: Role,
  groups: z.array(GroupName),
  ways: Ways,
  created: z.string(),
  /** When they were last here; null when never. */
  seen: z.string().nullable(),
})
export type PersonView = z.infer<typeof PersonView>

export const PersonBody = z
  .object({ name: PersonName, role: GivenRole, groups: z.array(GroupName).max(50) })
  .partial()
  .strict()
export type PersonBody = z.input<typeof PersonBody>

export const GroupView = z.object({ name: GroupName, people: z.array(PersonId) })
export type GroupView = z.infer<typeof GroupView>
export const GroupBody = z.object({ name: GroupName })
export type GroupBody = z.input<typeof GroupBody>
