import { isLocalRegistry } from '../docker/sourcepolicy.ts'
import { Problem } from '../model/problem.ts'
import type { BuildLimits, BuildRequest } from './builder.ts'
import { refuseForeign } from './imagename.ts'

/** Less than for those who belong here: half of each, and half the time. */
export function outsiderLimits({ memoryMb, cpus, processes, diskMb, minutes, logBytes }: BuildLimits): BuildLimits {
  const half = (number: number): number => Math.max(1, Math.floor(number / 2))
  return { memoryMb: half(memoryMb), cpus: cpus / 2, processes: half(processes), diskMb: half(diskMb), minutes: minutes / 2, logBytes }
}

/** Whoever hands over secrets for an outsider's build has made a mistake: nothing of it is built. */
export function refuseSecrets({ outsider, secrets, project }: BuildRequest): void {
  if (outsider && secrets.size > 0) throw new Error(`a build of an outsider's source of ${project} was given secrets`)
}

/**
 * Whose cache mounts and steps in BuildKit's cache a build may find. An outsider's are of one commit alone. No name of
 * a project holds a `!`.
 */
export function cacheOwner({ engine, project, tag, outsider }: BuildRequest): string {
  return outsider ? `${engine}-${project}!${tag}` : `${engine}-${project}`
}

/** Of the images that the engine itself fetches for a build. Throws `build-refused`. */
export function refuseImage(image: string, { outsider }: Pick<BuildRequest, 'outsider'>, what: string): void {
  refuseForeign(image, what)
  if (outsider && isLocalRegistry(image))
    throw new Problem('build-refused', { reason: `${what} is ${image}, and who is not from here gets images of public registries alone`, next: 'Take one of a public registry.' })
}
