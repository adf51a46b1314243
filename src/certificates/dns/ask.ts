import { Problem } from '../../model/problem.ts'

/** Milliseconds a provider may take for an answer. */
const patience = 20_000

export interface Asking {
  /** How the provider is called, for people. */
  readonly provider: string
  readonly method: string
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
  readonly signal: AbortSignal
}

/** What an API answers, whatever its status: providers say in the body what is wrong. Throws `dns-refused` when there is none. */
export async function askJson({ provider, method, url, headers, body, signal }: Asking): Promise<unknown> {
  try {
    const response = await fetch(url, {
      method,
      headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      redirect: 'error',
      signal: AbortSignal.any([signal, AbortSignal.timeout(patience)]),
    })
    return await response.json()
  } catch (error) {
    signal.throwIfAborted()
    throw new Problem('dns-refused', { provider, reason: reasonOf(error) }, error)
  }
}

/** Fetch hides why in the cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.cause instanceof Error ? error.cause.message : error.message
}
