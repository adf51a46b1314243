import type { Figures } from '../model/figures.ts'
import { Problem } from '../model/problem.ts'
import type { ProjectView } from '../model/project.ts'
import { percent } from './commands/figures.ts'
import type { Context } from './context.ts'
import { appPath, projectPath } from './projectpath.ts'
import { bytes, stateWord, table } from './terminal.ts'

/** How a project is: what serves, what goes on, and what it takes of the machine. */
export async function projectStatus({ client, terminal }: Context, name: string): Promise<void> {
  const project = await client.get<ProjectView>(projectPath(name))
  const figures = project.live === null ? null : await client.get<Figures>(appPath(name, '/figures')).catch(unlessNotShown)
  terminal.show({ project, figures }, () => [table([name.toUpperCase(), ''], rowsOf(project, figures)), ...attention(project)].join('\n'))
}

/** Before the first release has its app, and for those who may not see them, there are no figures. */
function unlessNotShown(error: unknown): null {
  if (error instanceof Problem && (error.status === 404 || error.status === 403)) return null
  throw error
}

function rowsOf({ state, live, last, deploys, job, services, url, domains, ownerName }: ProjectView, figures: Figures | null): readonly (readonly string[])[] {
  const { now = null, memoryLimit = null } = figures ?? {}
  return [
    ['state', state === null ? 'nothing is deployed yet' : stateWord(state)],
    ['release', live === null ? '–' : `${live}${last > live ? ` (the newest is ${last})` : ''}`],
    ...(job === null ? [] : [['at work', `job ${job}: berth jobs ${job} --follow`]]),
    ['address', [url, ...domains.map((domain) => `https://${domain}`)].join(', ')],
    ['branch', deploys ?? '–'],
    ...(now
      ? [
          ['processor', percent(now.cpu)],
          ['memory', `${bytes(now.memory)}${memoryLimit === null ? '' : ` of ${bytes(memoryLimit)}`}`],
        ]
      : []),
    ...(services.length > 0 ? [['attached', services.map(({ name, kind }) => (name === kind ? name : `${name} (${kind})`)).join(', ')]] : []),
    ['of', ownerName],
  ]
}

function attention({ cause }: ProjectView): readonly string[] {
  return cause ? [`\n${cause.message}\n  fix: ${cause.fix}`] : []
}
