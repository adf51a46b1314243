import { Problem } from '../model/problem.ts'

/** How Docker says no: dockerode puts the HTTP status and the daemon's message on its errors. */
interface Refusal {
  readonly statusCode?: number
  readonly code?: string
  readonly json?: { readonly message?: string }
  readonly message?: string
}

/** Refusals that mean "it is so already". 304: started or stopped already. 404: gone. 409 and 500 need their words. */
export const isFine = {
  already: ({ statusCode }: Refusal): boolean => statusCode === 304,
  alreadyOrGone: ({ statusCode }: Refusal): boolean => statusCode === 304 || statusCode === 404,
  gone: ({ statusCode }: Refusal): boolean => statusCode === 404,
  paused: (refusal: Refusal): boolean => /already paused/i.test(wordsOf(refusal)),
  notPaused: (refusal: Refusal): boolean => /is not paused/i.test(wordsOf(refusal)),
}

/** The daemon is not there, or went away in the middle. */
const away: ReadonlySet<string> = new Set(['ECONNREFUSED', 'ENOENT', 'ECONNRESET', 'EPIPE', 'EACCES'])

/**
 * Asks Docker for something. Throws `docker-down` when nobody answers and `docker-failed` with Docker's own
 * words when it refuses, unless the refusal is `fine`.
 */
export async function asked<T>(socket: string, what: string, ask: () => Promise<T>, fine: (refusal: Refusal) => boolean = () => false): Promise<T> {
  try {
    return await ask()
  } catch (error) {
    if (error instanceof Problem) throw error
    const refusal = error as Refusal
    if (fine(refusal)) return undefined as T
    throw asDockerProblem(socket, what, error)
  }
}

export function asDockerProblem(socket: string, what: string, error: unknown): Problem {
  const refusal = error as Refusal
  const isAway = away.has(refusal.code ?? '') || /socket hang up|Cannot connect to the Docker daemon|aborted/i.test(wordsOf(refusal))
  if (isAway) return new Problem('docker-down', { socket }, error)
  return new Problem('docker-failed', { what, reason: wordsOf(refusal).slice(0, 600) }, error)
}

function wordsOf({ json, message }: Refusal): string {
  return json?.message ?? message ?? 'no reason given'
}
