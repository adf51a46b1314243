import { z } from 'zod'
import { AppName } from './names.ts'

/** Which door an instance came by, and which outside thing it is there. */
export const Origin = z.discriminatedUnion('door', [z.object({ door: z.literal('store'), store: z.string().min(1), app: AppName })])
export type Origin = z.infer<typeof Origin>

/** What could be installed through a door. */
export const Offer = z.object({
  origin: Origin,
  title: z.string(),
  version: z.string(),
  summary: z.string(),
  category: z.string().optional(),
  featured: z.boolean(),
  /** Why this entry cannot be installed; the others still can. */
  bad: z.string().optional(),
})
export type Offer = z.infer<typeof Offer>
