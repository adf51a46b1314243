import { problemIn, unreachable } from './problem.ts'

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

const listeners = new Set<() => void>()

/** Hears when the machine no longer knows who is calling. */
export function whenSignedOut(listener: () => void): void {
  listeners.add(listener)
}

/** One call of the API. Throws an `ApiProblem`. The engine and the console are of one build, so its answers are taken at their word. */
export async function call<Answer>(method: Method, path: string, body?: unknown): Promise<Answer> {
  const sent = body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }
  const response = await fetch(path, { method, credentials: 'same-origin', ...sent }).catch(() => undefined)
  if (!response) throw unreachable()
  if (!response.ok) {
    const problem = await problemIn(response)
    if (problem.code === 'sign-in') for (const listener of listeners) listener()
    throw problem
  }
  return (await response.json()) as Answer
}

/** A path with its parts encoded: `at`/api/jobs/${id}``. */
export function at(parts: TemplateStringsArray, ...values: readonly (string | number)[]): string {
  return parts.map((part, index) => part + encodeURIComponent(String(values[index] ?? ''))).join('')
}
