import type { Command } from 'commander'
import type { Accepted } from '../../model/api.ts'
import type { ShelfItem } from '../../model/instance.ts'
import { Problem } from '../../model/problem.ts'
import { ask } from '../answer.ts'
import type { Context } from '../context.ts'
import { followJob } from '../follow.ts'
import { ago, bytes, table } from '../terminal.ts'

export function addShelf(program: Command, context: () => Context): void {
  const shelf = program.command('shelf').description('kept data of removed apps')
  shelf
    .command('list', { isDefault: true })
    .description('what is kept')
    .action(async () => await list(context()))
  shelf
    .command('attach <id>')
    .description('install the app again with this data')
    .action(async (id: string) => {
      const { client, terminal } = context()
      const { origin, name } = await find(context(), id)
      const { instance, job } = await client.send<Accepted>('POST', '/api/instances', { door: origin.door, store: origin.store, app: origin.app, name, shelf: id })
      if (job) await followJob(context(), job, false)
      terminal.say(`${instance} is installed again with its data.`)
    })
  shelf
    .command('purge <id>')
    .description('delete kept data for ever')
    .option('--confirm <name>', 'the exact name of what is deleted')
    .action(async (id: string, { confirm }: { confirm?: string }) => {
      const { client, terminal } = context()
      const { name, size } = await find(context(), id)
      const given = confirm ?? (terminal.live ? await ask(`This deletes ${bytes(size)} of ${name} for ever. Type its name: `) : '')
      await client.send('DELETE', `/api/shelf/${encodeURIComponent(id)}`, { confirm: given })
      terminal.say(`The data of ${name} is deleted.`)
    })
}

async function list({ client, terminal }: Context): Promise<void> {
  const items = await client.get<ShelfItem[]>('/api/shelf')
  if (terminal.json) return terminal.print(JSON.stringify(items))
  if (items.length === 0) return terminal.print('The shelf is empty. Data of apps you remove is kept here.')
  terminal.print(
    table(
      ['ID', 'APP', 'SIZE', 'KEPT FOR'],
      items.map(({ id, name, size, since }) => [id, name, bytes(size), ago(since)]),
    ),
  )
}

async function find({ client }: Context, id: string): Promise<ShelfItem> {
  const item = (await client.get<ShelfItem[]>('/api/shelf')).find((kept) => kept.id === id)
  if (!item) throw new Problem('not-found', { what: 'kept data', name: id })
  return item
}
