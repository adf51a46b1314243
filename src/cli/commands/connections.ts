import type { Command } from 'commander'
import { Argument } from 'commander'
import type { ConnectionMade, ConnectionView } from '../../model/preview.ts'
import { consents } from '../answer.ts'
import { example } from '../arguments.ts'
import type { Context } from '../context.ts'
import { secretFrom } from '../secretinput.ts'
import { ago, table } from '../terminal.ts'

interface Options {
  readonly at?: string
  readonly label?: string
  readonly tokenFile?: string
  readonly secretFile?: string
}

const providers = ['github', 'gitlab', 'gitea', 'launchpad'] as const

/** Who sends pull requests. */
export function addConnections(program: Command, context: () => Context): void {
  program
    .command('connect')
    .addArgument(new Argument('<provider>', 'whose pull requests; gitea is Forgejo too').choices(providers))
    .description('connect what sends pull requests, by a token that is asked for or read from standard input; as a GitHub App: in the console, Previews')
    .option('--at <address>', 'of a server of your own; the public one, when not given')
    .option('--label <text>', 'what the connection is called here')
    .option('--token-file <file>', 'a file with the token, - for standard input')
    .option('--secret-file <file>', 'a file with the secret that webhooks are signed with; one is made and shown once, when not given')
    .addHelpText('after', example('connect github', 'connect gitea --at https://git.example.org <token.txt', 'connect gitlab --token-file token.txt --label "The school"'))
    .action(async (provider: string, options: Options) => await connect(context(), provider, options))
  const connections = program.command('connections').description('what sends pull requests to this machine').addHelpText('after', example('connections', 'connections rm c0nnect1'))
  connections
    .command('list', { isDefault: true })
    .description('which there are, and when each was heard of last')
    .addHelpText('after', example('connections list'))
    .action(async () => {
      const { client, terminal } = context()
      const found = await client.get<ConnectionView[]>('/api/previews/connections')
      terminal.show(found, () => (found.length === 0 ? 'There is none. Connect one: berth connect github' : inWords(found)))
    })
  connections
    .command('rm <connection>')
    .description('disconnect; its previews end, with their data')
    .option('--yes', 'do not ask')
    .addHelpText('after', example('connections rm c0nnect1'))
    .action(async (id: string, { yes }: { yes?: boolean }) => {
      const { client, terminal } = context()
      if (!(await consents(terminal, yes, `Disconnect ${id}? Its previews end, with their data.`))) return
      const answer = await client.send('DELETE', `/api/previews/connections/${encodeURIComponent(id)}`)
      terminal.show(answer, () => `${id} is disconnected. Take the token, or the App, back at the provider too.`)
    })
}

async function connect({ client, terminal }: Context, provider: string, { at, label, tokenFile, secretFile }: Options): Promise<void> {
  const token = await secretFrom(terminal, tokenFile ?? (terminal.live ? undefined : '-'), '--token-file', `Token that ${provider} gave`)
  const secret = secretFile === undefined ? {} : { secret: await secretFrom(terminal, secretFile, '--secret-file', '') }
  const body = { provider, token, ...secret, ...(at === undefined ? {} : { url: at }), ...(label === undefined ? {} : { label }) }
  const made = await client.send<ConnectionMade>('POST', '/api/previews/connections', body)
  if (!terminal.json) terminal.say(`${made.connection.label} is connected. Give its repositories this webhook, as JSON, for pull requests, pushes and comments; the secret is shown this once:`)
  terminal.show(made, () => `address  ${made.connection.hook}\nsecret   ${made.secret}`)
}

function inWords(connections: readonly ConnectionView[]): string {
  const by = ({ by: how }: ConnectionView): string => (how.kind === 'app' ? `App ${how.slug}` : `token${how.login === null ? '' : ` of ${how.login}`}`)
  const row = (one: ConnectionView): string[] => [one.id, one.label, one.url, by(one), String(one.repositories), one.heard === null ? 'never' : `${ago(one.heard)} ago`]
  const causes = connections.flatMap(({ label, cause }) => (cause ? [`\n${label}: ${cause.message}\n  fix: ${cause.fix}`] : []))
  return [table(['ID', 'LABEL', 'WHERE', 'BY', 'REPOSITORIES', 'HEARD'], connections.map(row)), ...causes].join('\n')
}
