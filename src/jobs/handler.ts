import type { Backoff } from '../kit/backoff.ts'
import type { InstanceName, JobId } from '../model/names.ts'

/** What a handler may use while it runs. */
export interface JobTools {
  readonly job: JobId
  /** Aborts when the job is cancelled, when the engine ends, and when another attempt has taken over. */
  readonly signal: AbortSignal
  /**
   * Does the work once in the job's life: its result is kept as JSON, and a resumed or retried job gets it back
   * instead. Each name once an attempt. The work may be cut off at any point, so a second time must do no harm.
   */
  readonly step: <T>(name: string, work: () => Promise<T>) => Promise<T>
  readonly log: (line: string) => void
  /** 0 to 1 within the step at work, null where it cannot be known; and what more there is to say of it. */
  readonly progress: (fraction: number | null, note?: string) => void
}

/** Further tries after an error that trying again may cure; attempts count the first. */
export interface Retry extends Backoff {
  readonly attempts: number
}

/** One kind of work. The input is kept as JSON, and so is what `run` answers. Methods, so that handlers of any input share a list. */
export interface Handler<Input = unknown, Result = unknown> {
  readonly kind: string
  /** What is being done to the instance, for "{name} is being …". */
  readonly doing?: string
  readonly retry?: Retry
  /** Once begun it is carried through: what it leaves half done would be worse than either end. Cancelling it is refused. */
  readonly mustFinish?: true
  title(input: Input): string
  instance?(input: Input): InstanceName | null
  run(input: Input, tools: JobTools): Promise<Result>
}
