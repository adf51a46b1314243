import type { SeenContainer } from '../docker/docker.ts'
import type { Spec, Status } from '../model/instance.ts'
import type { Want } from '../model/lifecycle.ts'
import type { Crew } from './crew.ts'
import type { Failures } from './failure.ts'
import { isUp } from './overlap.ts'
import { inWords, targetsOf, updating } from './report.ts'
import { reasonToRest, stateOf } from './state.ts'
import type { Step } from './step.ts'
import type { Trial } from './trial.ts'
import type { Held } from './want.ts'

/** What a runner knows when it says how its instance is. */
export interface Telling {
  readonly spec: Spec
  readonly step: Step
  readonly containers: readonly SeenContainer[]
  readonly want: Want
  readonly held: Held
  readonly trial: Trial | undefined
  /** Visitors are served by the version that was there before the trial; null without one. */
  readonly serving: boolean | null
}

/** Says how one instance is: to whoever listens, and in its row when something changed that a person could see. */
export class Teller {
  readonly #crew: Crew
  readonly #failures: Failures
  #last: Status | undefined

  constructor(crew: Crew, failures: Failures, kept: Status | undefined) {
    this.#crew = crew
    this.#failures = failures
    this.#last = kept
  }

  get state(): Status['state'] | undefined {
    return this.#last?.state
  }

  async say(telling: Telling): Promise<void> {
    const { spec, step, containers, held, trial } = telling
    const status = this.#statusOf(telling)
    const targets = targetsOf(spec.plan?.entries ?? [], containers)
    const doing = (trial ? null : inWords(step)) ?? updating(spec)
    this.#crew.report({ spec, status, doing, targets, up: containers.some(isUp), held, next: trial?.report ?? null })
    await this.#keep(status)
  }

  #statusOf({ spec, step, containers, want, held, trial, serving }: Telling): Status {
    const { clock, machine, jobOf } = this.#crew
    const failure = want === 'gone' || trial ? null : this.#failures.standing
    const job = jobOf(spec.name)
    const state = stateOf({ spec, want, step, containers, failure, job, serving })
    const since = this.#last?.state === state ? this.#last.since : clock.date().toISOString()
    const cause = spec.plan ? (this.#failures.cause ?? reasonToRest(spec, machine(spec.name), held, since)) : (job?.cause ?? null)
    const { crashes, oom, nextTry } = this.#failures
    return { name: spec.name, state, since, cause, crashes, oom, nextTry: failure ? nextTry : null }
  }

  /** `nextTry` alone is nothing to write. */
  async #keep(status: Status): Promise<void> {
    const before = this.#last
    this.#last = status
    if (before && isSame(before, status)) return
    await this.#crew.db.statuses.put(status)
    if (before?.state === status.state) return
    await this.#crew.db.history.add(status.name, { at: status.since, state: status.state, cause: status.cause })
  }
}

function isSame(one: Status, other: Status): boolean {
  const { state, cause, crashes, oom } = one
  return state === other.state && cause?.at === other.cause?.at && cause?.code === other.cause?.code && crashes === other.crashes && oom === other.oom
}
