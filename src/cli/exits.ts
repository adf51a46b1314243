import type { Problem } from '../model/problem.ts'
import type { ProblemCode } from '../model/problems.ts'

/** Exit codes, the same for every command; `berth --help` tells them. */
export const exits = { ok: 0, failed: 1, usage: 2, notFound: 3, down: 4, denied: 5, job: 6 } as const

export const exitWords: Readonly<Record<keyof typeof exits, string>> = {
  ok: 'done',
  failed: 'it failed',
  usage: 'wrong use, nothing was changed',
  notFound: 'there is no such thing',
  down: 'Berth is not up, or cannot be reached',
  denied: 'not allowed',
  job: 'the job failed or was cancelled',
}

const byCode: Partial<Record<ProblemCode, number>> = {
  invalid: exits.usage,
  'weak-password': exits.usage,
  'ambiguous-name': exits.usage,
  claimed: exits.failed,
  unclaimed: exits.denied,
  'engine-down': exits.down,
  'gateway-new': exits.down,
  'job-failed': exits.job,
}

const byStatus: Readonly<Record<number, number>> = { 401: exits.denied, 403: exits.denied, 404: exits.notFound }

export function exitOf({ code, status }: Pick<Problem, 'code' | 'status'>): number {
  return byCode[code] ?? byStatus[status] ?? exits.failed
}
