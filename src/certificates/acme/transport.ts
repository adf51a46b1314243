import acme from 'acme-client'

/** Milliseconds one request may take. */
const patience = 30_000

/**
 * The library asks again five times over 75 seconds when nobody answers, then forgets why. Here an unanswered
 * request is an error at once that says so; the schedule of renewals is what tries again.
 */
export function plainTransport(): void {
  const { defaults, interceptors } = acme.axios
  defaults.timeout = patience
  interceptors.response.clear()
  // Whatever its status, an answer is one: the library reads the authority's own words in it.
  interceptors.response.use(undefined, (error: unknown) => answerIn(error) ?? Promise.reject(new Error(reasonOf(error), { cause: error })))
}

function answerIn(error: unknown): unknown {
  return error instanceof Error && 'response' in error ? error.response : undefined
}

/** A refused connection over several addresses has a code and no message. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.message || ('code' in error ? String(error.code) : error.name)
}
