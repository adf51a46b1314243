import type { Command } from 'commander'
import { Option } from 'commander'
import type { Accepted } from '../../model/api.ts'
import type { InstanceView } from '../../model/instance.ts'
import type { Offer } from '../../model/origin.ts'
import { example } from '../arguments.ts'
import type { Context } from '../context.ts'
import { table } from '../terminal.ts'
import { wayTo } from './apps.ts'

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
    .addHelpText('after', example('store'))
    .action(async () => {
      const { client, terminal } = context()
      const offers = await client.get<Offer[]>('/api/offers')
      terminal.show(offers, () => (offers.length === 0 ? 'The catalogues offer nothing.' : listOf(offers)))
    })
  program
    .command('install <app>')
    .description('install an app from a catalogue')
    .option('--name <name>', 'its own name, when not that of the app')
    .option('--store <store>', 'the catalogue, when several have the app')
    .option('--shelf <id>', 'kept data to start from (see `berth shelf`)')
    .addOption(new Option('--access <who>', 'who may use it').choices(['public', 'private']))
    .addHelpText('after', example('install notes --access private', 'install notes --name guestbook'))
    .action(async (app: string, options: Options) => await install(context(), app, options))
}

function listOf(offers: readonly Offer[]): string {
  const row = ({ origin, version, summary, bad }: Offer): string[] => [origin.app, origin.store, version, bad ? `cannot be installed: ${bad}` : summary]
  return table(['APP', 'STORE', 'VERSION', 'WHAT IT IS'], offers.map(row))
}

async function install(context: Context, app: string, { access, ...given }: Options): Promise<void> {
  const { client, terminal } = context
  const policy = access ? { policy: { access, paths: {} } } : {}
  const { followJob } = await import('../follow.ts')
  const { instance, job } = await client.send<Accepted>('POST', '/api/instances', { door: 'store', app, ...given, ...policy })
  if (job) await followJob(context, job, false)
  const view = await client.get<InstanceView>(`/api/instances/${encodeURIComponent(instance)}`)
  if (!terminal.json) terminal.say(`${view.title} is installed as ${instance}. It wakes with its first visitor:`)
  terminal.show(view, () => wayTo(view))
}
