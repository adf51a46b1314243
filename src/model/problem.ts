import { catalogue } from './problems.ts'
import type { ProblemCode } from './problems.ts'

/** What a problem looks like outside the process: RFC 9457, plus the next step as `fix`. */
export interface ProblemBody {
  readonly type: string
  readonly code: ProblemCode
  readonly title: string
  readonly status: number
  readonly detail: string
  readonly fix: string
  readonly [extra: string]: unknown
}

/**
 * A sentence for a person and the next step, from the one catalogue (`problems.ts`).
 * `values` fill the `{name}` places of the sentence and travel with it as extra members.
 */
export class Problem extends Error {
  readonly code: ProblemCode
  readonly values: Readonly<Record<string, string | number>>

  constructor(code: ProblemCode, values: Readonly<Record<string, string | number>> = {}, cause?: unknown) {
    super(fill(catalogue[code].message, values), cause === undefined ? undefined : { cause })
    this.name = 'Problem'
    this.code = code
    this.values = values
  }

  get status(): number {
    return catalogue[this.code].status
  }

  get fix(): string {
    return fill(catalogue[this.code].fix, this.values)
  }

  body(): ProblemBody {
    const { code, status, message, fix, values } = this
    return { ...values, type: `https://berth.dev/errors#${code}`, code, title: code, status, detail: message, fix }
  }
}

/** Anything thrown, as a problem: itself, or `internal` with the original as its cause. */
export function asProblem(thrown: unknown): Problem {
  if (thrown instanceof Problem) return thrown
  const reason = thrown instanceof Error ? thrown.message : String(thrown)
  return new Problem('internal', { reason: reason.slice(0, 500) }, thrown)
}

function fill(sentence: string, values: Readonly<Record<string, string | number>>): string {
  return sentence.replace(/\{(\w+)\}/g, (place, name: string) => String(values[name] ?? place))
}
