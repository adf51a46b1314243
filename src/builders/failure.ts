import type { ProblemCode } from '../model/problems.ts'
import { Problem } from '../model/problem.ts'

/** A build that ended badly. Its last lines are for whoever pushed: no secret stands in them. */
export class BuildFailure extends Problem {
  readonly lastLines: readonly string[]

  constructor(code: ProblemCode, values: Readonly<Record<string, string | number>>, lastLines: readonly string[] = [], cause?: unknown) {
    super(code, values, cause)
    this.name = 'BuildFailure'
    this.lastLines = lastLines
  }
}
