import type { Command } from 'commander'
import { Option } from 'commander'
import type { Accepted } from '../../model/api.ts'
import type { InstanceView } from '../../model/instance.ts'
import type { UpdateView } from '../../model/update.ts'
import { example, hourOfDay } from '../arguments.ts'
import type { Context } from '../context.ts'
import type { BackOptions } from '../rollback.ts'
import { ago, bytes } from '../terminal.ts'

interface Options {
  readonly check?: boolean
  readonly again?: boolean
  readonly grant?: readonly string[]
  readonly when?: 'ask' | 'auto' | 'never'
  readonly from?: number
  readonly to?: number
}

/** Versions of an app: update, and back. */
export function addUpdate(program: Command, context: () => Context): void {
  program
    .command('update <app>')
    .description('update an app to the offered version; if that does not get well, everything is put back')
    .option('--check', 'only say what is offered and what changes')
    .option('--again', 'fetch the installed version afresh')
    .option('--grant <grant...>', 'let it have what the new version asks for')
    .addOption(new Option('--when <when>', 'from now on: ask first, update by itself, or never').choices(['ask', 'auto', 'never']))
    .option('--from <hour>', 'with --when auto: not before this hour', hourOfDay)
    .option('--to <hour>', 'with --when auto: not after this hour', hourOfDay)
    .addHelpText('after', example('update notes --check', 'update notes', 'update notes --when auto --from 2 --to 5'))
    .action(async (app: string, options: Options) => await update(context(), app, options))
  program
    .command('rollback [app] [release]')
    .description('go back to the version before the last update, with its data; what was written since goes to the shelf. Of a project: to a release that is kept, or the one before; its data stays')
    .option('--yes', 'do not ask')
    .option('--no-wait', 'of a project: do not wait until it serves')
    .addHelpText('after', example('rollback notes', 'rollback blog 7'))
    .action(async (app: string | undefined, release: string | undefined, options: BackOptions) => {
      const { rollback } = await import('../rollback.ts')
      await rollback(context(), app, release, options)
    })
}

async function update(context: Context, app: string, options: Options): Promise<void> {
  const { client, terminal } = context
  if (options.when) return await setPolicy(context, app, options)
  const view = await client.get<UpdateView>(`${pathOf(app)}/update`)
  if (options.check) return terminal.show(view, () => inWords(app, view))
  if (!view.offered && !options.again) return terminal.show(view, () => inWords(app, view))
  const body = { ...(options.again && view.installed ? { version: view.installed } : {}), ...(options.grant ? { grants: options.grant } : {}) }
  await follow(context, await client.send<Accepted>('POST', `${pathOf(app)}/update`, body))
  const after = await client.get<InstanceView>(pathOf(app))
  terminal.show(after, () => `${app} is at ${after.version ?? ''} now.${after.kept ? ` ${after.kept.version} is kept: berth rollback ${app}` : ''}`)
}

function inWords(app: string, { installed, offered, changes, notes, asks, space, refused, kept }: UpdateView): string {
  const lines = [offered ? `${app} ${installed ?? ''} → ${offered}` : `${app} ${installed ?? ''} is the newest that is offered.`]
  for (const { what, from, to } of changes) lines.push(`  ${what}: ${from ?? 'none'} → ${to ?? 'none'}`)
  for (const { grant, what } of asks) lines.push(`  asks for ${what}; let it: --grant ${grant}`)
  if (notes) lines.push(notes)
  if (offered) lines.push(`The copy of its data needs at most ${bytes(space.needed)}; ${bytes(space.free)} are free.`)
  if (refused) lines.push(`${refused.version} was tried and put back: ${refused.cause.message}`)
  if (kept) lines.push(`${kept.version} is kept since ${ago(kept.at)}: berth rollback ${app}`)
  return lines.join('\n')
}

async function setPolicy({ client, terminal }: Context, app: string, { when, from, to }: Options): Promise<void> {
  const { updates } = await client.get<InstanceView>(pathOf(app))
  const view = await client.send<InstanceView>('PATCH', pathOf(app), { updates: { when, from: from ?? updates.from, to: to ?? updates.to } })
  const words = { ask: 'asks before it is updated', auto: `is updated by itself between ${view.updates.from} and ${view.updates.to} o'clock`, never: 'is never updated by itself' }
  terminal.show(view, () => `${app} ${words[view.updates.when]}.`)
}

async function follow(context: Context, { job }: Accepted): Promise<void> {
  const { followJob } = await import('../follow.ts')
  if (job) await followJob(context, job, false)
}

function pathOf(app: string): string {
  return `/api/instances/${encodeURIComponent(app)}`
}
