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
  /** Over its own part of the rendered compose file: a container made from another one is stale. Plans of earlier versions have only the one over all. */
  digest: z.string().optional(),
  /** It writes to a folder that outlives it, so it is never there twice. Not known of plans of earlier versions: taken as yes. */
  writes: z.boolean().optional(),
  /** Runs to its end once in the life of its container, not with each start: the release command. */
  once: z.boolean().optional(),
})
export type PlannedService = z.infer<typeof PlannedService>

/** Where visitors come in: HTTP by name and port, or a plain TCP stream by port only. */
export const Entry = z.object({
  service: ServiceName,
  port: z.number().int().min(1).max(65535),
  protocol: z.enum(['http', 'tcp']),
  /** It is ready when it answers there without an error; where none is said, with any answer at all. */
  health: z.string().optional(),
})
export type Entry = z.infer<typeof Entry>

/** A header's value in parts: text as it stands, and facts about the visitor that are filled in with each request. */
export const HeaderPart = z.union([z.string(), z.object({ visitor: z.enum(['type', 'id', 'name']) })])
export type HeaderPart = z.infer<typeof HeaderPart>

/** `X-Ptl-*` and their like, as the app's author declared them for a prefix of its paths; "" is every path. */
export const HeaderRule = z.object({ prefix: z.string(), set: z.record(z.string(), z.array(HeaderPart)) })
export type HeaderRule = z.infer<typeof HeaderRule>

/** What the runner needs of a bundle; the rest stays in the compose file. */
export const Plan = z.object({
  services: z.array(PlannedService).min(1),
  entries: z.array(Entry),
  /** What the app is told of its visitors, by prefix of the path; the longest that covers it counts. */
  headers: z.array(HeaderRule),
  /** A service uses the machine's own network: the app is not woken by visits but always on or off. */
  hostNetwork: z.boolean(),
  /** Seconds the app may take from its start until it answers. */
  readyWithin: z.number().int().min(1),
  /** A digest over the rendered compose file: containers made from another one are stale. */
  digest: z.string(),
})
export type Plan = z.infer<typeof Plan>
