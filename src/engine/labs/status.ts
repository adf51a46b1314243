import { z } from 'zod'
import type { State } from '../../model/lifecycle.ts'
import type { Lab } from './lab.ts'

/** As the old backend answered, and why it is so where that is to be said. */
export const LabStatus = z.object({
  running_status: z.enum(['starting', 'running', 'stopped']),
  url: z.string(),
  /** Why it does not run, and what helps; null where it only sleeps until somebody comes. */
  reason: z.string().nullable(),
  next: z.string().nullable(),
  /** Seconds a start usually takes here; null where that is not known. */
  usual: z.number().nullable(),
})
export type LabStatus = z.infer<typeof LabStatus>

/** Paused is as good as running: the visit itself wakes it within milliseconds. */
const words: Readonly<Record<State, LabStatus['running_status']>> = {
  queued: 'starting',
  fetching: 'starting',
  starting: 'starting',
  running: 'running',
  paused: 'running',
  stopping: 'stopped',
  stopped: 'stopped',
  away: 'stopped',
  failed: 'stopped',
  gone: 'stopped',
}

/** What is; asking changes nothing of it. */
export function statusOf({ instance, image }: Pick<Lab, 'instance' | 'image'>, url: string): LabStatus {
  const shut = instance && (instance.state === 'failed' || instance.state === 'away') ? instance.cause : null
  const cause = instance ? shut : image.job === null ? image.failure : null
  const running_status = instance ? words[instance.state] : cause ? 'stopped' : 'starting'
  const usual = instance?.expected ?? null
  return { running_status, url, reason: cause?.message ?? null, next: cause?.fix ?? null, usual: usual === null ? null : Math.max(1, Math.round(usual / 1000)) }
}
