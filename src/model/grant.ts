import { z } from 'zod'

/**
 * What the owner lets an app have beyond its own folder and network, by name: a kind and, where there are many,
 * which one: `privileged`, `capability:NET_ADMIN`, `device:/dev/dri`, `folder:/srv/music:ro`, `shared`.
 * A grant covers exactly what it names, on this machine: it never travels with the instance's folder.
 */
export const Grant = z
  .string()
  .max(300)
  .regex(/^[a-z-]+(:\S.*)?$/, 'write it as it was shown: kind, or kind:what')
  .brand<'Grant'>()
export type Grant = z.infer<typeof Grant>

/** Something an app asks for. `machine`: with it, the app could do anything on this machine. */
export const Ask = z.object({
  grant: Grant,
  /** For a person: "the folder /srv/music of the machine, to read". */
  what: z.string(),
  /** Which service of the app asks; null for the app as a whole. */
  service: z.string().nullable(),
  reach: z.enum(['machine', 'part']),
})
export type Ask = z.infer<typeof Ask>
