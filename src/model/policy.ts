import { z } from 'zod'

/** Who may use an app: everybody, its owner only, or known other engines too. (Groups and devices come with people.) */
export const Access = z.enum(['public', 'private', 'peer'])
export type Access = z.infer<typeof Access>

/** The access policy of an instance: a default, and prefixes of paths that differ. */
export const Policy = z.object({
  access: Access,
  paths: z.record(z.string().startsWith('/'), Access).default({}),
})
export type Policy = z.infer<typeof Policy>
