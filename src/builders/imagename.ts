import { createHash } from 'node:crypto'
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
  return /^(?:docker\.io\/)?berth-[a-z][a-z0-9]{7}\//.test(image)
}
