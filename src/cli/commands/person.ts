import type { Command } from 'commander'
import type { AuditLine, TokenMade, TokenView } from '../../model/api.ts'
import { ask, standardInput } from '../answer.ts'
import type { Context } from '../context.ts'
import { ago, table } from '../terminal.ts'

/** The owner: the claim, the password, tokens, and what was done. */
export function addPerson(program: Command, context: () => Context): void {
  program
    .command('claim')
    .description('make a new claim code, while the machine has no owner')
    .action(async () => {
      const { code } = await context().client.send<{ code: string }>('POST', '/api/local/claim-code')
      context().terminal.print(context().terminal.json ? JSON.stringify({ code }) : code)
    })
  const owner = program.command('owner').description('the owner of this machine')
  owner
    .command('password')
    .description('set a new password; every sign-in ends')
    .option('--stdin', 'read it from standard input')
    .action(async ({ stdin }: { stdin?: boolean }) => {
      const password = stdin || !context().terminal.live ? await standardInput() : await ask('New password (at least 12 characters; it is shown while you type): ')
      await context().client.send('POST', '/api/local/password', { password })
      context().terminal.say('The password is set. Every sign-in has ended.')
    })
  program
    .command('audit')
    .description('who did what')
    .action(async () => {
      const { client, terminal } = context()
      const lines = await client.get<AuditLine[]>('/api/audit')
      if (terminal.json) return terminal.print(JSON.stringify(lines))
      terminal.print(
        table(
          ['WHEN', 'WHO', 'WHAT', 'ON', 'FROM', 'RESULT'],
          lines.map((l) => [l.at.slice(0, 19), l.who, l.action, l.object, l.from, l.result]),
        ),
      )
    })
  addTokens(program.command('token').description('API tokens for programs'), context)
}

function addTokens(token: Command, context: () => Context): void {
  token
    .command('create <label>')
    .description('make a token; it is shown this once')
    .option('--days <days>', 'how long it is good', Number)
    .action(async (label: string, { days }: { days?: number }) => {
      const { client, terminal } = context()
      const made = await client.send<TokenMade>('POST', '/api/tokens', { label, ...(days ? { days } : {}) })
      terminal.print(terminal.json ? JSON.stringify(made) : made.secret)
    })
  token
    .command('list', { isDefault: true })
    .description('which there are')
    .action(async () => {
      const { client, terminal } = context()
      const tokens = await client.get<TokenView[]>('/api/tokens')
      if (terminal.json) return terminal.print(JSON.stringify(tokens))
      if (tokens.length === 0) return terminal.print('There is no token. Make one: berth token create <label>')
      terminal.print(
        table(
          ['ID', 'LABEL', 'AGE', 'EXPIRES', 'USED'],
          tokens.map((t) => [t.id, t.label, ago(t.created), t.expires?.slice(0, 10) ?? 'never', t.used ? `${ago(t.used)} ago` : 'never']),
        ),
      )
    })
  token
    .command('revoke <id>')
    .description('end a token')
    .action(async (id: string) => {
      await context().client.send('DELETE', `/api/tokens/${encodeURIComponent(id)}`)
      context().terminal.say(`${id} is revoked.`)
    })
}
