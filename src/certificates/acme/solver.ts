/** One thing that the authority will look for: whoever can put it there has the name. */
export interface Challenge {
  /** Without the star of a wildcard. */
  readonly domain: string
  readonly token: string
  /** For HTTP-01 the key authorization, for DNS-01 its digest. */
  readonly value: string
}

/** Puts what the authority looks for where it looks. */
export interface Solver {
  readonly type: 'http-01' | 'dns-01'
  /** All of them, and waits until they can be seen. Throws a `Problem` that says why not. */
  put(challenges: readonly Challenge[], signal: AbortSignal): Promise<void>
  /** Takes them away again, also those that were never put. */
  take(challenges: readonly Challenge[], signal: AbortSignal): Promise<void>
}
