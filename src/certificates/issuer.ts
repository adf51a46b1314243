/** A certificate with its chain and its private key, PEM. */
export interface Issued {
  readonly chain: string
  readonly key: string
}

/** Whoever signs certificates. */
export interface Issuer {
  /** Who it is, so that certificates of another one are not taken for its own. */
  readonly id: string
  /** A certificate for exactly these names. Throws a `Problem` that says why not; ends early when the signal aborts. */
  issue(names: readonly string[], signal: AbortSignal): Promise<Issued>
}
