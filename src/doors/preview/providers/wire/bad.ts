import { Problem } from '../../../../model/problem.ts'

/** A webhook that cannot be read, and what is wrong with it: half a sentence. */
export function bad(reason: string): Problem {
  return new Problem('bad-webhook', { reason: reason.slice(0, 300) })
}
