import type { Command } from 'commander'
import { Option } from 'commander'
import { tryRun } from '../../kit/run.ts'
import type { InstanceView } from '../../model/instance.ts'
import { Problem } from '../../model/problem.ts'
import { agrees } from '../answer.ts'
import type { Context } from '../context.ts'

/** What a person asks of one app: open, start, stop, retry, set, rm. */
export function addRun(program: Command, context: () => Context): void {
  program
    .command('open <app>')
    .description('print the address of an app, and open it where there is a display')
    .action(async (app: string) => await openApp(context(), app))
  for (const [verb, does] of [
    ['start', 'start an app, also one that is switched off'],
    ['stop', 'switch an app off: it stays off until it is started'],
    ['retry', 'try again what failed'],
  ] as const) {
    program
      .command(`${verb} <app>`)
      .description(does)
      .action(async (app: string) => {
        await context().client.send('POST', `/api/instances/${encodeURIComponent(app)}/${verb}`)
        context().terminal.say(`${app}: asked to ${verb}.`)
      })
  }
  program
    .command('set <app>')
    .description('change how an app is run and who may use it')
    .addOption(new Option('--mode <mode>', 'when it runs').choices(['on-request', 'always', 'off']))
    .addOption(new Option('--access <who>', 'who may use it').choices(['public', 'private']))
    .option('--title <title>', 'what it is called in the console')
    .option('--idle-for-pause <seconds>', 'seconds without visitors until it is paused', Number)
    .option('--idle-for-stop <seconds>', 'seconds without visitors until it is stopped', Number)
    .addHelpText('after', '\nExample:\n  berth set notes --mode always --access private')
    .action(async (app: string, options: SetOptions) => await set(context(), app, options))
  program
    .command('rm <app>')
    .description('remove an app; its data is kept on the shelf')
    .option('--yes', 'do not ask')
    .action(async (app: string, { yes }: { yes?: boolean }) => await remove(context(), app, yes === true))
}

interface SetOptions {
  readonly mode?: string
  readonly access?: 'public' | 'private'
  readonly title?: string
  readonly idleForPause?: number
  readonly idleForStop?: number
}

async function set({ client, terminal }: Context, app: string, options: SetOptions): Promise<void> {
  const path = `/api/instances/${encodeURIComponent(app)}`
  const { policy, lifecycle } = await client.get<InstanceView>(path)
  const { mode, access, title, idleForPause, idleForStop } = options
  const sleep = { ...(idleForPause === undefined ? {} : { idle_for_pause: idleForPause }), ...(idleForStop === undefined ? {} : { idle_for_stop: idleForStop }) }
  const sleeps = Object.keys(sleep).length > 0 ? { lifecycle: { ...lifecycle, ...sleep } } : {}
  const change = { ...(mode ? { mode } : {}), ...(title ? { title } : {}), ...(access ? { policy: { ...policy, access } } : {}), ...sleeps }
  if (Object.keys(change).length === 0) throw new Problem('invalid', { where: 'set', reason: 'nothing was given to change' })
  const view = await client.send<InstanceView>('PATCH', path, change)
  terminal.print(terminal.json ? JSON.stringify(view) : `${app}: ${view.mode}, for ${view.policy.access} use`)
}

async function openApp({ client, terminal, env }: Context, app: string): Promise<void> {
  const { url } = await client.get<InstanceView>(`/api/instances/${encodeURIComponent(app)}`)
  if (!url) throw new Problem('not-found', { what: 'web page of', name: app })
  terminal.print(url)
  const display = env['DISPLAY'] ?? env['WAYLAND_DISPLAY']
  if (display) await tryRun(['xdg-open', url], { env: { DISPLAY: display } }).catch(() => undefined)
}

async function remove({ client, terminal }: Context, app: string, yes: boolean): Promise<void> {
  const path = `/api/instances/${encodeURIComponent(app)}`
  await client.get<InstanceView>(path)
  if (!yes && terminal.live && !(await agrees(`Remove ${app}? Its data is kept on the shelf.`))) return terminal.say('Nothing was changed.')
  await client.send('DELETE', path)
  terminal.say(`${app} is being removed. Its data goes to the shelf: berth shelf`)
}
