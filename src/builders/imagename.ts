import { createHash } from 'node:crypto'
import { Problem } from '../model/problem.ts'
import type { BuildRequest } from './builder.ts'

/**
 * What an image of a project is called: `berth-<engine>/<project>:<tag>`, and of a compose file's service
 * `berth-<engine>/<project>_<service>:<tag>`. No project's name holds an underscore, so no two projects share one.
 */
export function imageName({ engine, project, tag }: Pick<BuildRequest, 'engine' | 'project' | 'tag'>, service?: string): string {
  return `berth-${engine}/${project}${service === undefined ? '' : `_${repositoryPart(service)}`}:${tag}`
}

/** Services may be called what no image may be: those get a name of their own, and still one each. */
function repositoryPart(service: string): string {
  const plain = service
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
  if (plain === service) return plain
  return `${plain || 'service'}-${createHash('sha256').update(service).digest('hex').slice(0, 6)}`
}

/** Images that engines built of somebody's source; not a base for others. */
export function isBuiltHere(image: string): boolean {
  return /^(?:(?:index\.)?docker\.io\/)?berth-[a-z][a-z0-9]{7}\//.test(image)
}

/** Anybody's image has a number too, and Docker takes the beginning of one for a name. */
export function isNumber(image: string): boolean {
  return /^(?:sha256:)?[0-9a-f]{1,64}$/i.test(image)
}

/** Refuses an image that was built of somebody's source here, by its name or by its number. `what`: of whom it is, in words. Throws `build-refused`. */
export function refuseForeign(image: string, what: string): void {
  const refuse = (reason: string, next: string): never => {
    throw new Problem('build-refused', { reason, next })
  }
  if (isBuiltHere(image)) refuse(`${what} is ${image}, which was built from somebody’s source here`, 'Use a published image, or build it in this project.')
  if (isNumber(image)) refuse(`${what} is ${image}, which may be the number of anybody’s image`, 'Write its name with its tag: `name:latest`.')
}
