import { z } from 'zod'
import { ServiceName } from './names.ts'

/** One service of a bundle, as far as the runner must know it. */
export const PlannedService = z.object({
  name: ServiceName,
  image: z.string().min(1),
  needs: z.array(
    z.object({
      service: ServiceName,
      until: z.enum(['started', 'healthy', 'completed']),
    }),
  ),
  healthcheck: z.boolean(),
  /** Seconds Docker waits after SIGTERM; compose's `stop_grace_period`. */
  grace: z.number().int().min(0).max(600),
})
export type PlannedService = z.infer<typeof PlannedService>

/** Where visitors come in: HTTP by name and port, or a plain TCP stream by port only. */
export const Entry = z.object({
  service: ServiceName,
  port: z.number().int().min(1).max(65535),
  protocol: z.enum(['http', 'tcp']),
})
export type Entry = z.infer<typeof Entry>

/** What the runner needs of a bundle; the rest stays in the compose file. */
export const Plan = z.object({
  services: z.array(PlannedService).min(1),
  entries: z.array(Entry),
  /** Seconds the app may take from its start until it answers. */
  readyWithin: z.number().int().min(1),
  /** A digest over the rendered compose file: containers made from another one are stale. */
  digest: z.string(),
})
export type Plan = z.infer<typeof Plan>
