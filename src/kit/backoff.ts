export interface Backoff {
  /** Milliseconds before the second try. */
  readonly first: number
  /** The longest pause, milliseconds. */
  readonly cap: number
}

/**
 * The pause before try number `failures + 1`: doubling from `first` up to `cap`, with up to a tenth
 * of jitter so that many that failed together do not come back together. `random` is 0 to 1.
 */
export function pauseAfter(failures: number, { first, cap }: Backoff, random: number = Math.random()): number {
  const plain = Math.min(cap, first * 2 ** Math.max(0, failures - 1))
  return Math.round(plain * (1 + random / 10))
}
