import type { Clock } from '../kit/clock.ts'
import type { Cause } from '../model/cause.ts'
import type { Spec } from '../model/instance.ts'
import { asProblem } from '../model/problem.ts'
import type { NextReport } from './report.ts'
import { Readiness } from './readiness.ts'

/** A version that is tried beside the one that serves. What becomes of it never touches that one: it is only told. */
export class Trial {
  readonly #next: NonNullable<Spec['next']>
  readonly #clock: Clock
  readonly readiness: Readiness
  #cause: Cause | null = null

  constructor(next: NonNullable<Spec['next']>, clock: Clock) {
    this.#next = next
    this.#clock = clock
    this.readiness = new Readiness(clock)
  }

  /** It is given up: nothing is started for it any more. */
  get lost(): boolean {
    return this.#cause !== null
  }

  get services(): readonly string[] {
    return this.#next.plan.services.map(({ name }) => name)
  }

  get report(): NextReport {
    const { job, version } = this.#next
    return { job, version, ready: this.readiness.ready, cause: this.#cause }
  }

  is({ next }: Spec): boolean {
    return next?.job === this.#next.job && next.plan.digest === this.#next.plan.digest
  }

  /** It has become the version that serves. */
  won({ version, plan, next }: Spec): boolean {
    return next === null && version === this.#next.version && plan?.digest === this.#next.plan.digest
  }

  lose(thrown: unknown, log: readonly string[]): void {
    const { code, message, fix } = asProblem(thrown)
    this.#cause ??= { code, message, fix, at: this.#clock.date().toISOString(), log: [...log] }
  }
}
