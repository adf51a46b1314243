import { Problem } from '../../model/problem.ts'
import type { DataService } from '../../model/project.ts'

/** One name, one service; an attached one has a volume of its name too. Throws `bad-project-file`. */
export function refuseTwice(own: readonly string[], volumes: readonly string[], attached: readonly DataService[]): void {
  const twice = own.find((name, at) => own.indexOf(name) !== at)
  if (twice !== undefined) throw taken(twice, 'two services would be called so; choose another name for one')
  for (const { name } of attached) {
    if (own.includes(name)) throw taken(name, 'an attached service is called so; choose another name for the process, or detach it')
    if (volumes.includes(name)) throw taken(name, 'an attached service keeps its data by this name; choose another one for the volume, or detach it')
  }
}

function taken(name: string, reason: string): Problem {
  return new Problem('bad-project-file', { file: 'berth.yaml', where: name, reason })
}
