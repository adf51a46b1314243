import type { Command } from 'commander'
import type { LinkMade, LinkView } from '../../model/link.ts'
import { example, wholeNumber } from '../arguments.ts'
import type { Context } from '../context.ts'
import { showLink } from '../shown.ts'
import { ago, table, within } from '../terminal.ts'

interface AddOptions {
  readonly path?: string
  readonly label?: string
  readonly hours?: number
}

/** Shared links: whoever has one uses one path of one app until it expires. */
export function addLinks(program: Command, context: () => Context): void {
  const links = program
    .command('links')
    .description('links that let whoever has them use an app')
    .addHelpText('after', example('links photos', 'links add photos --path /album/2026 --hours 48', 'links revoke photos l4k2m9'))
  links
    .command('list <app>', { isDefault: true })
    .description('which there are')
    .addHelpText('after', example('links list photos'))
    .action(async (app: string) => await list(context(), app))
  links
    .command('add <app>')
    .description('make a link; it is shown this once')
    .option('--path <path>', 'only this path and what is below it')
    .option('--label <label>', 'whom or what it is for')
    .option('--hours <hours>', 'how long it is good; a week, when not given', wholeNumber(1))
    .addHelpText('after', example('links add photos --path /album/2026 --label Grandma --hours 48'))
    .action(async (app: string, options: AddOptions) => await add(context(), app, options))
  links
    .command('revoke <app> <id>')
    .description('a link lets nobody in any more, at once')
    .addHelpText('after', example('links revoke photos l4k2m9'))
    .action(async (app: string, id: string) => {
      const { client, terminal } = context()
      const answer = await client.send('DELETE', `${pathOf(app)}/${encodeURIComponent(id)}`)
      terminal.show(answer, () => `${id} is revoked.`)
    })
}

async function list({ client, terminal }: Context, app: string): Promise<void> {
  const links = await client.get<LinkView[]>(pathOf(app))
  const row = ({ id, label, path, by, created, expires }: LinkView): string[] => [id, label, path, by, `${ago(created)} ago`, within(expires)]
  terminal.show(links, () => (links.length === 0 ? `There is no link to ${app}. Make one: berth links add ${app}` : table(['ID', 'LABEL', 'PATH', 'BY', 'MADE', 'GOOD FOR'], links.map(row))))
}

async function add({ client, terminal }: Context, app: string, { path, label, hours }: AddOptions): Promise<void> {
  const body = { label: label ?? 'shared link', ...(path === undefined ? {} : { path }), ...(hours === undefined ? {} : { hours }) }
  const made = await client.send<LinkMade>('POST', pathOf(app), body)
  await showLink({ terminal }, made, `Whoever has this link uses ${made.path} of ${app}, for ${within(made.expires)}:`)
}

function pathOf(app: string): string {
  return `/api/instances/${encodeURIComponent(app)}/links`
}
