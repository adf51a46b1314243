import type { ProblemBody } from '../../model/problem.ts'

/** What the engine said is wrong, in its own words: a sentence and the next step. */
export class ApiProblem extends Error {
  readonly code: string
  readonly status: number
  readonly fix: string

  constructor({ code, detail, fix, status }: Pick<ProblemBody, 'detail' | 'fix' | 'status'> & { readonly code: string }) {
    super(detail)
    this.name = 'ApiProblem'
    this.code = code
    this.status = status
    this.fix = fix
  }
}

/** The problem in an answer that is not ok; one of our own words where it is no problem body. */
export async function problemIn(response: Response): Promise<ApiProblem> {
  const body: unknown = await response.json().catch(() => undefined)
  if (isProblem(body)) return new ApiProblem(body)
  return new ApiProblem({
    code: 'odd-answer',
    status: response.status,
    detail: `The machine gave an answer that makes no sense here (${response.status}).`,
    fix: 'Try again; `berth logs` on the machine says more.',
  })
}

/** Nothing came back at all. */
export function unreachable(): ApiProblem {
  return new ApiProblem({ code: 'unreachable', status: 0, detail: 'The machine cannot be reached.', fix: 'Check that it is on and that you are on its network, then try again.' })
}

export function asApiProblem(thrown: unknown): ApiProblem {
  if (thrown instanceof ApiProblem) return thrown
  return new ApiProblem({ code: 'console', status: 0, detail: 'The console made a mistake.', fix: thrown instanceof Error ? thrown.message : 'Reload the page.' })
}

function isProblem(body: unknown): body is ProblemBody {
  return typeof body === 'object' && body !== null && 'detail' in body && 'code' in body && 'fix' in body
}
