import { z } from 'zod'

/**
 * How an app sleeps. Seconds; the bounds and the exclusions are those of `app_meta.json` 1.3:
 * both at least 5, pause before stop.
 */
export const Lifecycle = z
  .object({
    always_on: z.boolean().default(false),
    skip_pause: z.boolean().default(false),
    idle_for_pause: z.number().int().min(5).optional(),
    idle_for_stop: z.number().int().min(5).optional(),
  })
  .refine((l) => !l.always_on || (!l.skip_pause && !l.idle_for_pause && !l.idle_for_stop), 'always_on excludes the other fields')
  .refine((l) => !l.skip_pause || !l.idle_for_pause, 'skip_pause excludes idle_for_pause')
  .refine((l) => !l.idle_for_pause || !l.idle_for_stop || l.idle_for_pause < l.idle_for_stop, 'idle_for_pause must be less than idle_for_stop')
export type Lifecycle = z.infer<typeof Lifecycle>

/** A person's mode: an explicit `off` survives restarts. */
export const Mode = z.enum(['on-request', 'always', 'off'])
export type Mode = z.infer<typeof Mode>

/** What the runner makes true. */
export type Want = 'running' | 'paused' | 'stopped' | 'gone'

/** What a person sees. */
export const State = z.enum(['queued', 'fetching', 'stopped', 'starting', 'running', 'paused', 'stopping', 'away', 'failed', 'gone'])
export type State = z.infer<typeof State>
