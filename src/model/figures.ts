import { z } from 'zod'

/** What an instance takes of the machine. Bytes; CPU in percent of one core. */
export const Figure = z.object({
  at: z.string(),
  cpu: z.number(),
  memory: z.number().int(),
  /** Received and sent, since its containers started. */
  received: z.number().int(),
  sent: z.number().int(),
})
export type Figure = z.infer<typeof Figure>

export const Figures = z.object({
  /** Null while it does not run. */
  now: Figure.nullable(),
  /** Of all its services together; null: no limit but the machine's. */
  memoryLimit: z.number().int().nullable(),
  /** Of its data on the disk. */
  disk: z.number().int(),
  /** Seconds since its containers started; null while it does not run. */
  uptime: z.number().int().nullable(),
  created: z.string(),
  lastStarted: z.string().nullable(),
  lastBackedUp: z.string().nullable(),
  /** A mark every five minutes over the last day, the oldest first; `at` is the end of each. Since the engine's own start where that is later. */
  day: z.array(Figure),
  /** By service, as it is now. */
  services: z.array(z.object({ name: z.string(), cpu: z.number(), memory: z.number().int(), memoryLimit: z.number().int().nullable() })),
})
export type Figures = z.infer<typeof Figures>
