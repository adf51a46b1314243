import type { Command } from 'commander'
import { Option } from 'commander'
import type { ConnectionView, RepositoryView } from '../../model/preview.ts'
import { Problem } from '../../model/problem.ts'
import { consents } from '../answer.ts'
import { example, wholeNumber } from '../arguments.ts'
import type { Context } from '../context.ts'
import type { RulesOptions } from '../rulesbody.ts'
import { table } from '../terminal.ts'
import type { VariableOptions } from '../variables.ts'
import { accessWord } from '../who.ts'

/** Repositories whose pull requests become previews. */
export function addRepositories(program: Command, context: () => Context): void {
  const repositories = program
    .command('repositories')
    .description('whose pull requests become previews, and how those live')
    .addHelpText('after', example('repositories', 'repositories set acme/shop --which label', 'repositories env acme/shop API_KEY <key.txt'))
  repositories
    .command('list', { isDefault: true })
    .description('which there are')
    .addHelpText('after', example('repositories list'))
    .action(async () => {
      const { client, terminal } = context()
      const found = await client.get<RepositoryView[]>('/api/previews/repositories')
      terminal.show(found, () => (found.length === 0 ? 'There is none yet: it comes with its first webhook, or by `berth repositories add`.' : inWords(found)))
    })
  addSet(repositories, context)
  addBook(repositories, context)
  repositories
    .command('env <repository> [variable...]')
    .description('secrets for trusted previews: shows them; NAME=value sets one, and of a NAME alone the value is asked for')
    .option('--unset <name...>', 'remove these')
    .option('--reveal', 'show the values too')
    .addHelpText('after', example('repositories env acme/shop', 'repositories env acme/shop MODE=test', 'repositories env acme/shop API_KEY <key.txt'))
    .action(async (repository: string, variables: string[], options: VariableOptions) => {
      const here = context()
      const { showOrChange } = await import('../variables.ts')
      await showOrChange(here, `${await pathTo(here, repository)}/env`, variables, options)
    })
}

function addSet(repositories: Command, context: () => Context): void {
  repositories
    .command('set <repository>')
    .description('change its rules; what is not given stays. They count at once: a preview that they keep out goes with its data')
    .addOption(new Option('--which <which>', 'which become previews: all, those with the label `preview`, or by hand only').choices(['all', 'label', 'none']))
    .option('--drafts', 'drafts too')
    .option('--no-drafts', 'no drafts')
    .option('--base <branch...>', 'only those into these branches; - for any')
    .option('--branch <branch...>', 'branches with a permanent preview of their own; - for none')
    .addOption(new Option('--outsiders <how>', 'forks and outsiders: each commit waits for approval, or they never run').choices(['approve', 'never']))
    .option('--access <who>', 'who may visit: public, devices, members, private, or names')
    .option('--hours <hours>', 'hours without a visit or push after which one goes', wholeNumber(1))
    .option('--env <variable...>', 'NAME=value that is no secret: all of them, for all previews; - for none')
    .option('--seed-command <command>', 'fills the data of a new preview')
    .option('--seed-from <app>', 'a new preview begins with a copy of the data of this app; never one of an outsider')
    .option('--no-seed', 'a new preview begins empty')
    .option('--comment', 'tell how it is in a comment')
    .option('--no-comment', 'no comment')
    .option('--deployments', 'tell the provider of deployments')
    .option('--no-deployments', 'no deployments')
    .option('--status', 'tell the state of each commit')
    .option('--no-status', 'no state of commits')
    .addHelpText('after', example('repositories set acme/shop --which label --hours 48', 'repositories set acme/shop --branch main --no-comment'))
    .action(async (repository: string, options: RulesOptions) => {
      const here = context()
      const { rulesBody } = await import('../rulesbody.ts')
      const body = await rulesBody(here.client, options)
      const view = await here.client.send<RepositoryView>('PATCH', await pathTo(here, repository), body)
      here.terminal.show(view, () => inWords([view]))
    })
}

function addBook(repositories: Command, context: () => Context): void {
  repositories
    .command('add <path>')
    .description('add one that has sent nothing yet: org/repo')
    .option('--connection <id>', 'whose it is, where there are several connections')
    .addHelpText('after', example('repositories add acme/shop'))
    .action(async (path: string, { connection }: { connection?: string }) => {
      const here = context()
      const view = await here.client.send<RepositoryView>('POST', '/api/previews/repositories', { connection: connection ?? (await onlyConnection(here)), path })
      here.terminal.show(view, () => `${view.path} is here: its next pull request becomes a preview, or: berth preview start ${view.path}#1`)
    })
  repositories
    .command('rm <repository>')
    .description('forget it; its previews end, with their data')
    .option('--yes', 'do not ask')
    .addHelpText('after', example('repositories rm acme/shop'))
    .action(async (repository: string, { yes }: { yes?: boolean }) => {
      const here = context()
      const path = await pathTo(here, repository)
      if (!(await consents(here.terminal, yes, `Forget ${repository}? Its previews end, with their data.`))) return
      const answer = await here.client.send('DELETE', path)
      here.terminal.show(answer, () => `${repository} is forgotten.`)
    })
}

/** By its path or its id. Throws `unknown-name`, `ambiguous-name`. */
async function pathTo({ client }: Context, given: string): Promise<string> {
  const found = (await client.get<RepositoryView[]>('/api/previews/repositories')).filter(({ id, path }) => id === given || path.toLowerCase() === given.toLowerCase())
  const [one] = found
  if (!one) throw new Problem('unknown-name', { what: 'repository', name: given, next: '`berth repositories` lists what there is.' })
  if (found.length > 1) throw new Problem('ambiguous-name', { name: given, which: found.map(({ id, page }) => `${id} (${page})`).join(', '), list: 'berth repositories' })
  return `/api/previews/repositories/${one.id}`
}

/** Throws `invalid` where there is none, or where there are several. */
async function onlyConnection({ client }: Context): Promise<string> {
  const [one, other] = await client.get<ConnectionView[]>('/api/previews/connections')
  if (!one) throw new Problem('invalid', { where: 'repositories add', reason: 'nothing is connected; connect it first: berth connect github' })
  if (other) throw new Problem('invalid', { where: '--connection', reason: 'there are several; `berth connections` lists them' })
  return one.id
}

const whichWords = { all: 'all', label: 'with the label preview', none: 'by hand' } as const

function inWords(repositories: readonly RepositoryView[]): string {
  const row = ({ id, path, provider, rules, previews }: RepositoryView): string[] => [
    id,
    path,
    provider,
    whichWords[rules.which] + (rules.drafts ? ', drafts too' : ''),
    rules.outsiders === 'approve' ? 'wait for approval' : 'never',
    accessWord(rules.access),
    `${rules.hours} h`,
    String(previews),
  ]
  const causes = repositories.flatMap(({ path, cause }) => (cause ? [`\n${path}: ${cause.message}\n  fix: ${cause.fix}`] : []))
  return [table(['ID', 'REPOSITORY', 'AT', 'WHICH', 'OUTSIDERS', 'FOR', 'STAYS', 'PREVIEWS'], repositories.map(row)), ...causes].join('\n')
}
