import type { Command } from 'commander'
import { resolve } from 'node:path'
import type { Deploying, ProjectView } from '../../model/project.ts'
import { Problem } from '../../model/problem.ts'
import { example } from '../arguments.ts'
import type { Context } from '../context.ts'
import { exits } from '../exits.ts'
import { remoteName, runGit, withToken } from '../git.ts'
import { atRemote, inProject, projectHere } from '../projecthere.ts'
import { projectPath } from '../projectpath.ts'

/** How code comes to the machine: by git, as a folder, or as an image. */
export function addPush(program: Command, context: () => Context): void {
  program
    .command('push')
    .description('push what is committed here to the branch that is deployed, and see it built')
    .option('-f, --force', 'also when the branch there is not an ancestor')
    .addHelpText('after', example('push'))
    .action(async ({ force }: { force?: boolean }) => await push(context(), force === true))
  program
    .command('deploy [project]')
    .description('deploy without git: this folder, or an image')
    .option('--dir <folder>', 'the folder; this one, when not given')
    .option('--image <image>', 'an image that is made already')
    .option('--message <text>', 'what the release is called in the list')
    .option('--branch <branch>', 'which branch the folder is of')
    .option('--no-wait', 'do not wait until it serves')
    .addHelpText(
      'after',
      example('deploy', 'deploy blog --dir . --message "$(git log -1 --format=%s)"', 'deploy blog --image registry.example.org/blog:2') +
        '\n\nIn CI set BERTH_URL and BERTH_TOKEN (a token with --scope deploy).',
    )
    .action(async (project: string | undefined, options: DeployOptions) => await deploy(context(), project, options))
  program
    .command('redeploy [project]')
    .description('build and start the deployed commit again')
    .option('--no-wait', 'do not wait until it serves')
    .addHelpText('after', example('redeploy blog'))
    .action(async (project: string | undefined, { wait }: { wait: boolean }) => {
      const here = await inProject(context(), project)
      await follow(here.context, await here.context.client.send<Deploying>('POST', projectPath(here.name, '/redeploy')), wait)
    })
}

interface DeployOptions {
  readonly dir?: string
  readonly image?: string
  readonly message?: string
  readonly branch?: string
  readonly wait: boolean
}

/** Git says itself how it goes, and what the machine answers. */
async function push(context: Context, force: boolean): Promise<void> {
  const here = await projectHere(context)
  if (!here?.remote) throw new Problem('invalid', { where: 'push', reason: 'this folder has no git remote `berth`; make it a project: berth init' })
  const { client, env } = atRemote(context, here)
  const branch = await deployedBranch(client, here.name)
  const words = ['push', ...(force ? ['--force'] : []), remoteName, `HEAD:refs/heads/${branch}`]
  const code = await runGit(withToken(env, here.remote, client), here.folder, words)
  if (code !== 0) process.exitCode = exits.job
}

/** Whoever has only an SSH key may push too: they mean the usual branch. */
async function deployedBranch(client: Context['client'], name: string): Promise<string> {
  const project = await client.get<ProjectView>(projectPath(name)).catch(() => undefined)
  return project?.branch ?? project?.deploys ?? 'main'
}

async function deploy(outer: Context, project: string | undefined, { dir, image, message, branch, wait }: DeployOptions): Promise<void> {
  if (image !== undefined && (dir ?? message ?? branch) !== undefined)
    throw new Problem('invalid', { where: '--image', reason: 'an image is deployed as it is: --dir, --message and --branch are for a folder' })
  const { context, name } = await inProject(outer, project)
  if (image !== undefined) return await follow(context, await context.client.send<Deploying>('POST', projectPath(name, '/image'), { image }), wait)
  const { sourceTar } = await import('../sourcetar.ts')
  const folder = dir ?? (project === undefined ? (await projectHere(context))?.folder : undefined) ?? '.'
  const archive = await sourceTar(context, resolve(folder))
  const query = new URLSearchParams(Object.entries({ message, branch }).flatMap(([key, value]) => (value === undefined ? [] : [[key, value] as [string, string]])))
  await follow(context, await context.client.upload<Deploying>(projectPath(name, `/source?${query.toString()}`), archive), wait)
}

async function follow(context: Context, deploying: Deploying, wait: boolean): Promise<void> {
  const { followDeploying } = await import('../deploying.ts')
  await followDeploying(context, deploying, wait)
}
