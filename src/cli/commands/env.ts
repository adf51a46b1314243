import { readFile } from 'node:fs/promises'
import type { Command } from 'commander'
import { Problem } from '../../model/problem.ts'
import type { EnvAnswer, EnvLine } from '../../model/project.ts'
import { standardInput } from '../answer.ts'
import { example } from '../arguments.ts'
import type { Context } from '../context.ts'
import { inProject } from '../projecthere.ts'
import { projectPath } from '../projectpath.ts'
import { valuesOf, variableTable } from '../variables.ts'

interface Options {
  readonly project?: string
  readonly later?: boolean
  readonly wait: boolean
}

/** The variables of a project. A change makes a new release without a build. */
export function addEnv(program: Command, context: () => Context): void {
  const env = program
    .command('env')
    .description('variables and secrets of a project')
    .addHelpText('after', example('env', 'env set MODE=school', 'env import .env'))
  env
    .command('list', { isDefault: true })
    .description('which there are; values are hidden')
    .option('-p, --project <name>', 'the project, when this folder is not of it')
    .option('--reveal', 'show the values too')
    .addHelpText('after', example('env list', 'env list --project blog --reveal'))
    .action(async ({ project, reveal }: { project?: string; reveal?: boolean }) => await list(context(), project, reveal === true))
  env
    .command('show <variable>')
    .description('the value of one, and nothing else')
    .option('-p, --project <name>', 'the project, when this folder is not of it')
    .addHelpText('after', example('env show DATABASE_URL'))
    .action(async (variable: string, { project }: { project?: string }) => await show(context(), project, variable))
  changing(env.command('set <variable...>'))
    .description('set NAME=value; of a NAME alone the value is asked for, or read from standard input')
    .addHelpText('after', example('env set MODE=school LOG=debug', 'env set API_KEY <key.txt', 'env set A=1 --later'))
    .action(async (variables: string[], options: Options) => await change(context(), options, '/env', { set: await valuesOf(context().terminal, variables) }))
  changing(env.command('unset <variable...>'))
    .description('remove them')
    .addHelpText('after', example('env unset MODE LOG'))
    .action(async (unset: string[], options: Options) => await change(context(), options, '/env', { unset }))
  changing(env.command('import <file>'))
    .description('set all that an .env file says; - is standard input')
    .addHelpText('after', example('env import .env', 'env import - --project blog <.env'))
    .action(async (file: string, options: Options) => await change(context(), options, '/env/import', { text: file === '-' ? await standardInput() : await contents(file) }))
}

function changing(command: Command): Command {
  return command
    .option('-p, --project <name>', 'the project, when this folder is not of it')
    .option('--later', 'keep it for the next release instead of making one now')
    .option('--no-wait', 'do not wait until the new release serves')
}

async function list(outer: Context, project: string | undefined, reveal: boolean): Promise<void> {
  const { context, name } = await inProject(outer, project)
  const lines = await read(context, name, reveal)
  context.terminal.show(lines, () => (lines.length === 0 ? `${name} has no variables. Set one: berth env set NAME=value` : variableTable(lines)))
}

async function show(outer: Context, project: string | undefined, variable: string): Promise<void> {
  const { context, name } = await inProject(outer, project)
  const line = (await read(context, name, true)).find((one) => one.name === variable)
  if (!line) throw new Problem('unknown-name', { what: 'variable', name: variable, next: '`berth env` lists what there is.' })
  context.terminal.show(line, () => line.value ?? '')
}

async function read({ client }: Context, name: string, reveal: boolean): Promise<readonly EnvLine[]> {
  return await client.get<EnvLine[]>(projectPath(name, `/env${reveal ? '?reveal=true' : ''}`))
}

async function change(outer: Context, { project, later, wait }: Options, at: string, body: object): Promise<void> {
  const { context, name } = await inProject(outer, project)
  const { client, terminal } = context
  const answer = await client.send<EnvAnswer>(at === '/env' ? 'PATCH' : 'POST', projectPath(name, at), { ...body, ...(later ? { later } : {}) })
  if (answer.deploying === null) return terminal.show(answer, () => `${name} has ${answer.env.length} variables; ${later ? 'the next release gets them' : 'nothing else was to be done'}.`)
  const { followDeploying } = await import('../deploying.ts')
  await followDeploying(context, answer.deploying, wait)
}

async function contents(file: string): Promise<string> {
  return await readFile(file, 'utf8').catch((error: unknown) => Promise.reject(new Problem('invalid', { where: file, reason: error instanceof Error ? error.message : 'it cannot be read' }, error)))
}
