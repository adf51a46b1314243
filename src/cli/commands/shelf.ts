import type { Command } from 'commander'
import type { Accepted } from '../../model/api.ts'
import type { ShelfItem } from '../../model/instance.ts'
import { Problem } from '../../model/problem.ts'
import { ask } from '../answer.ts'
import { example } from '../arguments.ts'
import type { Context } from '../context.ts'
import { ago, bytes, table } from '../terminal.ts'

export function addShelf(program: Command, context: () => Context): void {
  const shelf = program.command('shelf').description('kept data of removed apps').addHelpText('after', example('shelf', 'shelf attach notes-4k2m9x'))
  shelf
    .command('list', { isDefault: true })
    .description('what is kept')
    .addHelpText('after', example('shelf list'))
    .action(async () => await list(context()))
  shelf
    .command('attach <id>')
    .description('install the app again with this data')
    .addHelpText('after', example('shelf attach notes-4k2m9x'))
    .action(async (id: string) => await attach(context(), id))
  shelf
    .command('purge <id>')
    .description('delete kept data for ever')
    .option('--confirm <name>', 'the exact name of what is deleted')
    .addHelpText('after', example('shelf purge notes-4k2m9x --confirm notes'))
    .action(async (id: string, { confirm }: { confirm?: string }) => await purge(context(), id, confirm))
}

async function list({ client, terminal }: Context): Promise<void> {
  const items = await client.get<ShelfItem[]>('/api/shelf')
  const row = ({ id, name, size, since }: ShelfItem): string[] => [id, name, bytes(size), ago(since)]
  terminal.show(items, () => (items.length === 0 ? 'The shelf is empty. Data of apps you remove is kept here.' : table(['ID', 'APP', 'SIZE', 'KEPT FOR'], items.map(row))))
}

async function attach(context: Context, id: string): Promise<void> {
  const { client, terminal } = context
  const { followJob } = await import('../follow.ts')
  const { origin, name } = await find(context, id)
  if (origin.door !== 'store') throw new Problem('invalid', { where: id, reason: `this is the data of the project ${name}, which is pushed and not installed` })
  const accepted = await client.send<Accepted>('POST', '/api/instances', { door: origin.door, store: origin.store, app: origin.app, name, shelf: id })
  if (accepted.job) await followJob(context, accepted.job, false)
  terminal.show(accepted, () => `${accepted.instance} is installed again with its data.`)
}

/** Without a terminal and without `--confirm` the engine says no. */
async function purge(context: Context, id: string, confirm: string | undefined): Promise<void> {
  const { client, terminal } = context
  const { name, size } = await find(context, id)
  const given = confirm ?? (terminal.live ? await ask(`This deletes ${bytes(size)} of ${name} for ever. Type its name`) : '')
  const answer = await client.send('DELETE', `/api/shelf/${encodeURIComponent(id)}`, { confirm: given })
  terminal.show(answer, () => `The data of ${name} is deleted.`)
}

async function find({ client }: Context, id: string): Promise<ShelfItem> {
  const item = (await client.get<ShelfItem[]>('/api/shelf')).find((kept) => kept.id === id)
  if (!item) throw new Problem('not-found', { what: 'kept data', name: id })
  return item
}
