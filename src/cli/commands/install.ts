import type { Command } from 'commander'
import { Option } from 'commander'
import type { Accepted } from '../../model/api.ts'
import type { InstanceView } from '../../model/instance.ts'
import type { Offer } from '../../model/origin.ts'
import type { Context } from '../context.ts'
import { followJob } from '../follow.ts'
import { table } from '../terminal.ts'

interface Options {
  readonly name?: string
  readonly access?: 'public' | 'private'
  readonly shelf?: string
  readonly store?: string
}

export function addInstall(program: Command, context: () => Context): void {
  program
    .command('store')
    .description('list the apps that can be installed')
    .action(async () => {
      const { client, terminal } = context()
      const offers = await client.get<Offer[]>('/api/offers')
      if (terminal.json) return terminal.print(JSON.stringify(offers))
      terminal.print(
        table(
          ['APP', 'STORE', 'VERSION', 'WHAT IT IS'],
          offers.map(({ origin, version, summary, bad }) => [origin.app, origin.store, version, bad ? `cannot be installed: ${bad}` : summary]),
        ),
      )
    })
  program
    .command('install <app>')
    .description('install an app from a catalogue')
    .option('--name <name>', 'its own name, when not that of the app')
    .option('--store <store>', 'the catalogue, when several have the app')
    .option('--shelf <id>', 'kept data to start from (see `berth shelf`)')
    .addOption(new Option('--access <who>', 'who may use it').choices(['public', 'private']))
    .addHelpText('after', '\nExample:\n  berth install notes --access private')
    .action(async (app: string, options: Options) => await install(context(), app, options))
}

async function install(context: Context, app: string, { access, ...given }: Options): Promise<void> {
  const { client, terminal } = context
  const policy = access ? { policy: { access, paths: {} } } : {}
  const { instance, job } = await client.send<Accepted>('POST', '/api/instances', { door: 'store', app, ...given, ...policy })
  if (job) await followJob(context, job, false)
  const view = await client.get<InstanceView>(`/api/instances/${instance}`)
  if (terminal.json) return terminal.print(JSON.stringify(view))
  terminal.say(`${view.title} is installed as ${instance}. It wakes with its first visitor:`)
  terminal.print(view.url ?? view.ports.map(({ port }) => `port ${port}`).join(', '))
}
