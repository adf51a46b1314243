/** An instance as the choice of whom to demote sees it. */
export interface Candidate {
  readonly name: string
  readonly state: 'running' | 'paused'
  readonly idle: number
  readonly active: number
  readonly always: boolean
  readonly skipPause: boolean
}

/** Whoever was used this recently (milliseconds) is spared: FreeShard's figure, kept. */
const spared = 5000

/**
 * Memory is short: who gives way? The least recently used running one is paused; when none can be
 * paused, the least recently used paused one is stopped. One at a time: each gives the kernel a moment.
 */
export function demote(candidates: readonly Candidate[]): { readonly name: string; readonly to: 'paused' | 'stopped' } | undefined {
  const free = candidates.filter((c) => !c.always && c.active === 0 && c.idle >= spared)
  const longest = free.toSorted((a, b) => b.idle - a.idle)
  const running = longest.find((c) => c.state === 'running')
  if (running) return { name: running.name, to: running.skipPause ? 'stopped' : 'paused' }
  const paused = longest.find((c) => c.state === 'paused')
  return paused && { name: paused.name, to: 'stopped' }
}
