import type { Cause } from '../model/cause.ts'
import { asProblem } from '../model/problem.ts'

/** Anything thrown, as the reason people are told. */
export function causeOf(thrown: unknown, now: number): Cause {
  const { code, message, fix } = asProblem(thrown)
  return { code, message, fix, at: new Date(now).toISOString() }
}
