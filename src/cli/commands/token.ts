import type { Command } from 'commander'
import { Option } from 'commander'
import type { TokenMade, TokenView } from '../../model/api.ts'
import { example, wholeNumber } from '../arguments.ts'
import type { Context } from '../context.ts'
import { ago, table } from '../terminal.ts'

export function addToken(program: Command, context: () => Context): void {
  const token = program.command('token').description('API tokens for programs').addHelpText('after', example('token', 'token create backup --days 90'))
  token
    .command('list', { isDefault: true })
    .description('which there are')
    .addHelpText('after', example('token list'))
    .action(async () => await list(context()))
  token
    .command('create <label>')
    .description('make a token; it is shown this once')
    .addOption(
      new Option('--scope <what>', 'what it may do: look; also start, stop, retry and update apps; push and deploy projects, and nothing else; or all that you may')
        .choices(['read', 'run', 'deploy', 'all'])
        .default('all'),
    )
    .option('--days <days>', 'how long it is good; for ever, when not given', wholeNumber(1))
    .addHelpText('after', example('token create backup --days 90 --scope read', 'token create ci --scope deploy'))
    .action(async (label: string, { days, scope }: { days?: number; scope: string }) => {
      const { client, terminal } = context()
      const made = await client.send<TokenMade>('POST', '/api/tokens', { label, scope, ...(days === undefined ? {} : { days }) })
      terminal.show(made, () => made.secret)
    })
  token
    .command('revoke <id>')
    .description('end a token')
    .addHelpText('after', example('token revoke t4k2m9'))
    .action(async (id: string) => {
      const { client, terminal } = context()
      const answer = await client.send('DELETE', `/api/tokens/${encodeURIComponent(id)}`)
      terminal.show(answer, () => `${id} is revoked.`)
    })
}

async function list({ client, terminal }: Context): Promise<void> {
  const tokens = await client.get<TokenView[]>('/api/tokens')
  const row = ({ id, label, scope, created, expires, used }: TokenView): string[] => [id, label, scope, ago(created), expires?.slice(0, 10) ?? 'never', used ? `${ago(used)} ago` : 'never']
  terminal.show(tokens, () => (tokens.length === 0 ? 'There is no token. Make one: berth token create <label>' : table(['ID', 'LABEL', 'MAY', 'AGE', 'EXPIRES', 'USED'], tokens.map(row))))
}
