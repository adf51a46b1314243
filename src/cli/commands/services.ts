import type { Command } from 'commander'
import { Argument } from 'commander'
import type { Deploying } from '../../model/project.ts'
import { consents } from '../answer.ts'
import { example } from '../arguments.ts'
import type { Context } from '../context.ts'
import { inProject } from '../projecthere.ts'
import { projectPath } from '../projectpath.ts'

interface Options {
  readonly project?: string
  readonly name?: string
  readonly image?: string
  readonly yes?: boolean
  readonly wait: boolean
}

/** Databases of a project. */
export function addServices(program: Command, context: () => Context): void {
  program
    .command('attach')
    .addArgument(new Argument('<kind>', 'what').choices(['postgres', 'redis', 'mariadb']))
    .description('give a project a database of its own; the app is told its address in a variable such as DATABASE_URL')
    .option('-p, --project <name>', 'the project, when this folder is not of it')
    .option('--name <name>', 'what it is called; its kind, when not given')
    .option('--image <image>', 'another image than the usual one')
    .option('--no-wait', 'do not wait until the new release serves')
    .addHelpText('after', example('attach postgres', 'attach redis --name cache --project blog'))
    .action(async (kind: string, { project, name, image, wait }: Options) => {
      const here = await inProject(context(), project)
      const body = { kind, ...(name === undefined ? {} : { name }), ...(image === undefined ? {} : { image }) }
      await follow(here.context, await here.context.client.send<Deploying>('POST', projectPath(here.name, '/services'), body), wait)
    })
  program
    .command('detach <service>')
    .description('take a database from a project; its data stays in the folder of the app')
    .option('-p, --project <name>', 'the project, when this folder is not of it')
    .option('--yes', 'do not ask')
    .option('--no-wait', 'do not wait until the new release serves')
    .addHelpText('after', example('detach cache --project blog'))
    .action(async (service: string, options: Options) => await detach(context(), service, options))
}

async function detach(outer: Context, service: string, { project, yes, wait }: Options): Promise<void> {
  const { context, name } = await inProject(outer, project)
  if (!(await consents(context.terminal, yes, `Take ${service} from ${name}? The app will be without it.`))) return
  await follow(context, await context.client.send<Deploying>('DELETE', projectPath(name, `/services/${encodeURIComponent(service)}`)), wait)
}

/** Nothing is made where there is no release yet: the first one has it. */
async function follow(context: Context, deploying: Deploying, wait: boolean): Promise<void> {
  if (deploying.job === null && deploying.release === null) return context.terminal.show(deploying, () => `Done. The first release of ${deploying.project} finds it so.`)
  const { followDeploying } = await import('../deploying.ts')
  await followDeploying(context, deploying, wait)
}
