import type { SeenContainer } from '../docker/docker.ts'
import { isUp } from './overlap.ts'

/** Ids of containers that belong to the waking that another life of this engine began: those that run, and those that ended since the first of them was started. */
export function startedOf(containers: readonly SeenContainer[]): Set<string> {
  const began = Math.min(...containers.filter(isUp).map(({ startedAt }) => startedAt))
  return new Set(containers.filter((one) => isUp(one) || one.startedAt >= began).map(({ id }) => id))
}
