import type { Command } from 'commander'
import { Problem } from '../../model/problem.ts'
import type { ProjectChange, ProjectView } from '../../model/project.ts'
import { example } from '../arguments.ts'
import type { Context } from '../context.ts'
import { projectPath } from '../projectpath.ts'
import { removeProject } from '../projectremove.ts'
import { stateWord, table } from '../terminal.ts'

interface Options {
  readonly branch?: string
  readonly headBranch?: boolean
  readonly group?: string
  readonly grant?: readonly string[]
  readonly revoke?: readonly string[]
}

/** Projects: git repositories on the machine, whose releases are apps. */
export function addProjects(program: Command, context: () => Context): void {
  const projects = program.command('projects').description('apps that are pushed to this machine').addHelpText('after', example('projects', 'projects create blog'))
  projects
    .command('list', { isDefault: true })
    .description('which there are')
    .addHelpText('after', example('projects list'))
    .action(async () => {
      const { client, terminal } = context()
      const found = await client.get<ProjectView[]>('/api/projects')
      terminal.show(found, () => (found.length === 0 ? 'There is no project yet. Begin one in the folder of your app: berth init' : inWords(found)))
    })
  projects
    .command('create <project>')
    .description('begin a project; says where to push to')
    .option('--branch <branch>', 'the branch that is deployed; the first one that is pushed, when not given')
    .option('--group <group>', 'it belongs to this group instead of you')
    .addHelpText('after', example('projects create blog', 'projects create site --group teachers'))
    .action(async (name: string, { branch, group }: Options) => {
      const { client, terminal } = context()
      const made = await client.send<ProjectView>('POST', '/api/projects', { name, ...(branch === undefined ? {} : { branch }), ...ownerOf(group) })
      terminal.show(made, () => made.remote.ssh)
    })
  projects
    .command('change <project>')
    .description('whose it is, which branch is deployed, and what its app may have')
    .option('--branch <branch>', 'the branch that is deployed')
    .option('--head-branch', "deploy what the repository's HEAD names")
    .option('--group <group>', 'it belongs to this group')
    .option('--grant <grant...>', 'what its app may have besides')
    .option('--revoke <grant...>', 'what it may have no longer')
    .addHelpText('after', example('projects change blog --branch live', 'projects change blog --group teachers'))
    .action(async (name: string, options: Options) => await change(context(), name, options))
  projects
    .command('rm <project>')
    .description('remove a project with its releases; the data of its app and its repository are kept on the shelf')
    .option('--confirm <name>', 'the exact name of what is removed')
    .addHelpText('after', example('projects rm blog --confirm blog'))
    .action(async (name: string, { confirm }: { confirm?: string }) => await removeProject(context(), name, confirm))
}

async function change({ client, terminal }: Context, name: string, { branch, headBranch, group, grant, revoke }: Options): Promise<void> {
  const which = headBranch ? { branch: null } : branch === undefined ? {} : { branch }
  const grants = (grant ?? revoke) ? { grants: granted((await client.get<ProjectView>(projectPath(name))).grants, grant, revoke) } : {}
  const body = { ...which, ...ownerOf(group), ...grants }
  if (Object.keys(body).length === 0) throw new Problem('invalid', { where: 'projects change', reason: 'nothing was given to change' })
  const view = await client.send<ProjectView>('PATCH', projectPath(name), body)
  terminal.show(view, () => `${name} belongs to ${view.ownerName} and deploys ${view.branch ?? `its HEAD${view.deploys === null ? '' : ` (${view.deploys})`}`}.`)
}

function ownerOf(group: string | undefined): Pick<ProjectChange, 'owner'> | object {
  return group === undefined ? {} : { owner: { kind: 'group', name: group } }
}

function granted(had: readonly string[], grant: readonly string[] = [], revoke: readonly string[] = []): readonly string[] {
  return [...new Set([...had, ...grant])].filter((each) => !revoke.includes(each))
}

function inWords(projects: readonly ProjectView[]): string {
  const row = ({ name, state, live, last, ownerName, deploys, url }: ProjectView): string[] => [
    name,
    state === null ? '–' : stateWord(state),
    live === null ? '–' : `${live} of ${last}`,
    deploys ?? '–',
    ownerName,
    url,
  ]
  const causes = projects.flatMap(({ name, cause }) => (cause ? [`\n${name}: ${cause.message}\n  fix: ${cause.fix}`] : []))
  return [table(['PROJECT', 'STATE', 'RELEASE', 'BRANCH', 'OF', 'ADDRESS'], projects.map(row)), ...causes].join('\n')
}
