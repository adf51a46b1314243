import { z } from 'zod'
import { InstanceName, JobId } from './names.ts'
import { Cause } from './cause.ts'

export const JobState = z.enum(['queued', 'running', 'waiting', 'done', 'failed', 'cancelled'])
export type JobState = z.infer<typeof JobState>

/** Long work as people see it. */
export const JobView = z.object({
  id: JobId,
  kind: z.string(),
  title: z.string(),
  instance: InstanceName.nullable(),
  state: JobState,
  /** The step it is in, and how far: 0 to 1, null where that cannot be known. */
  step: z.string().nullable(),
  progress: z.number().min(0).max(1).nullable(),
  /** What more there is to say of it: "3 of 5 layers, 12.3 of 80.1 MB". */
  note: z.string().nullable().default(null),
  attempts: z.number().int(),
  cause: Cause.nullable(),
  created: z.string(),
  updated: z.string(),
})
export type JobView = z.infer<typeof JobView>

/** `step`: the one it was said in; nothing before the first. */
export const JobLogLine = z.object({ seq: z.number().int(), at: z.string(), line: z.string(), step: z.string().nullable().default(null) })
export type JobLogLine = z.infer<typeof JobLogLine>

/** A step that is done: it is not done again, however often the job is cut off or tried. */
export const JobStep = z.object({ name: z.string(), at: z.string(), milliseconds: z.number().int() })
export type JobStep = z.infer<typeof JobStep>
