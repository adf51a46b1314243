import { z } from 'zod'
import { DeviceId } from './device.ts'
import { GroupName, PersonId } from './person.ts'

/** Exactly those who are named; the owner and admins are never shut out. */
export const Named = z.object({ people: z.array(PersonId).max(500), groups: z.array(GroupName).max(100), devices: z.array(DeviceId).max(500) })
export type Named = z.infer<typeof Named>

/**
 * Who may use an app, from everybody to few: `public` · `devices` (paired devices, and members) · `members` ·
 * those named · `private` (owner and admins). `peer`: as `private`, and other engines that are known.
 */
export const Access = z.union([z.enum(['public', 'devices', 'members', 'private', 'peer']), Named])
export type Access = z.infer<typeof Access>

/** The access policy of an instance: a default, and prefixes of paths that differ. */
export const Policy = z.object({
  access: Access,
  paths: z.record(z.string().startsWith('/'), Access).default({}),
})
export type Policy = z.infer<typeof Policy>
