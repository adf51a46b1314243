import { z } from 'zod'
import { JobId } from './names.ts'

const hour = z.number().int().min(0).max(23)

/** When an offered version is taken: when asked, by itself within hours of the machine's own time (`from` up to `to`), or never. */
export const UpdatePolicy = z.object({ when: z.enum(['ask', 'auto', 'never']).default('ask'), from: hour.default(2), to: hour.default(5) })
export type UpdatePolicy = z.infer<typeof UpdatePolicy>

/** The version before an update, kept with the data as it was then. */
export const KeptVersion = z.object({ id: JobId, version: z.string(), at: z.string(), bytes: z.number().int() })
export type KeptVersion = z.infer<typeof KeptVersion>
