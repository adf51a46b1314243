import type { Command } from 'commander'
import { Option } from 'commander'
import type { Accepted } from '../../model/api.ts'
import type { InstanceView } from '../../model/instance.ts'
import { Problem } from '../../model/problem.ts'
import { example } from '../arguments.ts'
import type { Context } from '../context.ts'
import { accessChoices } from '../who.ts'
import { wayTo } from './apps.ts'

interface Options {
  readonly name?: string
  readonly access?: (typeof accessChoices)[number]
  readonly shelf?: string
  readonly store?: string
  readonly grant?: readonly string[]
}

export function addInstall(program: Command, context: () => Context): void {
  program
    .command('install <app...>')
    .description('install apps from a catalogue')
    .option('--name <name>', 'its own name, when not that of the app')
    .option('--store <store>', 'the catalogue, when several have the app')
    .option('--shelf <id>', 'kept data to start from (see `berth shelf`)')
    .option('--grant <grant...>', 'what it may have beyond its own folder and network (see `berth store show`)')
    .addOption(new Option('--access <who>', 'who may use it').choices(accessChoices))
    .addHelpText('after', example('install notes --access private', 'install notes --name guestbook', 'install notes files'))
    .action(async (apps: string[], options: Options) => await install(context(), apps, options))
}

/** All are asked for first, so that they are fetched side by side. */
async function install(context: Context, apps: readonly string[], { access, grant, ...given }: Options): Promise<void> {
  if (apps.length > 1 && (given.name ?? given.shelf)) throw new Problem('invalid', { where: 'install', reason: 'a name and kept data are for one app at a time' })
  const { client } = context
  const chosen = { ...given, ...(access ? { policy: { access, paths: {} } } : {}), ...(grant ? { grants: grant } : {}) }
  const accepted: Accepted[] = []
  for (const app of apps) accepted.push(await client.send<Accepted>('POST', '/api/instances', { door: 'store', app, ...chosen }))
  for (const one of accepted) await tell(context, one)
}

async function tell(context: Context, { instance, job }: Accepted): Promise<void> {
  const { client, terminal } = context
  const { followJob } = await import('../follow.ts')
  if (job) await followJob(context, job, false)
  const view = await client.get<InstanceView>(`/api/instances/${encodeURIComponent(instance)}`)
  if (!terminal.json) terminal.say(`${view.title} is installed as ${instance}. It wakes with its first visitor:`)
  terminal.show(view, () => wayTo(view))
}
