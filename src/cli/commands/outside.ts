import type { Command } from 'commander'
import { Option } from 'commander'
import type { OutsideView } from '../../model/outside.ts'
import { consents } from '../answer.ts'
import { example } from '../arguments.ts'
import type { Context } from '../context.ts'
import type { OutsideOptions } from '../outsidebody.ts'
import { table } from '../terminal.ts'

/** OpenID providers outside, where people may sign in. */
export function addOutside(program: Command, context: () => Context): void {
  const outside = program
    .command('outside')
    .description('OpenID providers outside, where people of this machine may sign in')
    .addHelpText('after', example('outside', 'outside set school --label "School account" --issuer https://id.example.org --client-id berth --secret-file secret.txt'))
  outside
    .command('list', { isDefault: true })
    .description('which there are')
    .addHelpText('after', example('outside list'))
    .action(async () => await list(context()))
  addSet(outside, context)
  outside
    .command('remove <id>')
    .description('nobody signs in there any more; people stay')
    .option('--yes', 'do not ask')
    .addHelpText('after', example('outside remove school'))
    .action(async (id: string, { yes }: { yes?: boolean }) => {
      const { client, terminal } = context()
      if (!(await consents(terminal, yes, `Remove ${id}? Whoever signs in only there needs a link to come back.`))) return
      const answer = await client.send('DELETE', `/api/outside/${encodeURIComponent(id)}`)
      terminal.show(answer, () => `${id} is removed.`)
    })
}

function addSet(outside: Command, context: () => Context): void {
  outside
    .command('set <id>')
    .description('add a provider, or change one: what is not given stays')
    .option('--label <text>', 'on the button: "Sign in with …"')
    .option('--issuer <url>', 'its address')
    .option('--client-id <id>', 'what it calls this machine')
    .option('--secret', 'ask for the client secret anew')
    .option('--secret-file <file>', 'a file with the client secret, - for standard input')
    .option('--scope <scopes>', 'what is asked for; "openid profile email", when never given')
    .addOption(new Option('--welcome <role>', 'what somebody becomes who comes without an invitation').choices(['member', 'guest', 'nobody']))
    .option('--domain <domain...>', 'only people with a verified address of these domains')
    .option('--only <group...>', 'only people who are in one of these groups there')
    .option('--groups-claim <name>', 'the claim that lists their groups there')
    .option('--map <there=here...>', 'people of a group there are in a group here')
    .addHelpText('after', example('outside set school --issuer https://id.example.org --client-id berth', 'outside set school --welcome member --domain example.org --map staff=teachers'))
    .action(async (id: string, options: OutsideOptions) => {
      const { outsideBody } = await import('../outsidebody.ts')
      const here = context()
      const { client, terminal } = here
      const view = await client.send<OutsideView>('PUT', `/api/outside/${encodeURIComponent(id)}`, await outsideBody(here, id, options))
      if (!terminal.json) terminal.say('Tell the provider that this is where it sends people back to:')
      terminal.show(view, () => view.callback)
    })
}

async function list({ client, terminal }: Context): Promise<void> {
  const providers = await client.get<OutsideView[]>('/api/outside')
  const row = ({ id, label, issuer, welcome, domains, groups, callback }: OutsideView): string[] => [id, label, issuer, welcome === null ? 'invited only' : limits(welcome, domains, groups), callback]
  terminal.show(providers, () => (providers.length === 0 ? 'There is no provider. Add one: berth outside set <id>' : table(['ID', 'LABEL', 'ISSUER', 'WHO', 'CALLBACK'], providers.map(row))))
}

function limits(welcome: string, domains: readonly string[], groups: readonly string[]): string {
  const by = [...domains.map((domain) => `@${domain}`), ...groups.map((group) => `group ${group}`)]
  return `${by.length === 0 ? 'anybody' : by.join(', ')} as ${welcome}`
}
