import { engineLabel } from '../model/labels.ts'
import type { BuildRequest } from './builder.ts'

const projectLabel = 'berth.project'
const commitLabel = 'berth.commit'

/** What every image of a project carries; the commit is on each too. */
export function labelsOf({ engine, project }: Pick<BuildRequest, 'engine' | 'project'>): Record<string, string> {
  return { [engineLabel]: engine, [projectLabel]: project }
}

export function imageLabels(request: BuildRequest): Record<string, string> {
  return { ...labelsOf(request), [commitLabel]: request.tag }
}
