import type { ProblemCode } from '../model/problems.ts'

/** Exit codes, the same for every command; `docs/cli.md` tells them too. */
export const exits = { ok: 0, failed: 1, usage: 2, notFound: 3, down: 4, denied: 5, job: 6 } as const

const byCode: Partial<Record<ProblemCode, number>> = {
  'not-found': exits.notFound,
  'no-offer': exits.notFound,
  'sign-in': exits.denied,
  forbidden: exits.denied,
  'engine-down': exits.down,
  unclaimed: exits.denied,
  'job-failed': exits.job,
}

export function exitOf(code: ProblemCode): number {
  return byCode[code] ?? exits.failed
}
