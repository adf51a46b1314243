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
  readonly step: <T>(name: string, work: () => Promise<T>, options?: StepOptions) => Promise<T>
  readonly log: (line: string) => void
  /** 0 to 1 within the step at work, null where it cannot be known; and what more there is to say of it. */
  readonly progress: (fraction: number | null, note?: string) => void
}

export interface StepOptions {
  /** Its own tries, where they differ from those of the job: telling somebody outside may fail ten times without building again. */
  readonly retry?: Retry
}

/** Thrown where somebody outside said when to come again (`Retry-After`): the next try is not before, and not more than an hour later. */
export class TryLater extends Error {
  readonly milliseconds: number

  constructor(milliseconds: number, because: unknown) {
    super('asked to come again later', { cause: because })
    this.milliseconds = milliseconds
  }
}

/** Further tries after an error that trying again may cure; attempts count the first, and begin anew with each step that is done. */
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
  /** Which crew does it: each has its own number at once, so that long work of one kind keeps none of another waiting. */
  readonly crew?: string
  title(input: Input): string
  instance?(input: Input): InstanceName | null
  /** Whose work it is: those of one lane take turns with those of the others. The key where it does not say. */
  lane?(input: Input): string
  run(input: Input, tools: JobTools): Promise<Result>
}
