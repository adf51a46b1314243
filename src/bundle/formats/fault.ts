import { ZodError } from 'zod'
import { asProblem } from '../../model/problem.ts'

/** Something an author should know. `error`: it cannot be installed so; `advice`: it can. */
export interface Fault {
  readonly where: string
  readonly reason: string
  readonly level: 'error' | 'advice'
}

export interface Attempt<T> {
  readonly made: T | undefined
  readonly faults: readonly Fault[]
}

/** What was made, or what is wrong: every field that a schema does not know, where reading stops at the first. */
export function attempt<T>(work: () => T): Attempt<T> {
  try {
    return { made: work(), faults: [] }
  } catch (thrown) {
    return { made: undefined, faults: faultsIn(thrown) }
  }
}

export function error(where: string, reason: string): Fault {
  return { where, reason, level: 'error' }
}

export function advice(where: string, reason: string): Fault {
  return { where, reason, level: 'advice' }
}

function faultsIn(thrown: unknown): readonly Fault[] {
  const { values, message, cause } = asProblem(thrown)
  const where = String(values['where'] ?? 'docker-compose.yml.template')
  if (!(cause instanceof ZodError)) return [error(where, String(values['reason'] ?? message))]
  const [first = ''] = cause.issues.map(({ path }) => path.join('.'))
  const file = where.endsWith(`: ${first}`) ? where.slice(0, -first.length - 2) : where
  return cause.issues.map((issue) => error([file, ...(issue.path.length > 0 ? [issue.path.join('.')] : [])].join(': '), issue.message))
}
