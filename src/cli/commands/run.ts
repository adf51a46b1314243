import type { Command } from 'commander'
import { Option } from 'commander'
import type { InstanceView } from '../../model/instance.ts'
import { Problem } from '../../model/problem.ts'
import { agrees } from '../answer.ts'
import { example, wholeNumber } from '../arguments.ts'
import type { Context } from '../context.ts'
import type { ProjectView } from '../../model/project.ts'
import { removeImage } from '../imageremove.ts'
import { removePreview } from '../previewremove.ts'
import { inProject } from '../projecthere.ts'
import { projectPath } from '../projectpath.ts'
import { removeProject } from '../projectremove.ts'
import { accessChoices, accessWord } from '../who.ts'

/** What a person asks of one app: open, start, stop, retry, set, rm. */
export function addRun(program: Command, context: () => Context): void {
  program
    .command('open [app]')
    .description('print the address of an app, and open it where there is a display')
    .addHelpText('after', example('open notes'))
    .action(async (app: string | undefined) => {
      const here = await inProject(context(), app)
      await openApp(here.context, here.name)
    })
  for (const [verb, does] of [
    ['start', 'start an app, also one that is switched off'],
    ['stop', 'switch an app off: it stays off until it is started'],
    ['retry', 'try again what failed'],
  ] as const) {
    program
      .command(`${verb} [app]`)
      .description(does)
      .addHelpText('after', example(`${verb} notes`))
      .action(async (app: string | undefined) => {
        const here = await inProject(context(), app)
        await askOf(here.context, here.name, verb)
      })
  }
  program
    .command('rm [app]')
    .description('remove an app, or a project with its releases; its data is kept on the shelf, that of a preview is not')
    .option('--yes', 'do not ask')
    .option('--confirm <name>', 'the exact name of the project or image that is removed')
    .addHelpText('after', example('rm notes', 'rm blog --confirm blog'))
    .action(async (app: string | undefined, options: { yes?: boolean; confirm?: string }) => {
      const here = await inProject(context(), app)
      await remove(here.context, here.name, options)
    })
  addSet(program, context)
}

interface SetOptions {
  readonly mode?: string
  readonly access?: (typeof accessChoices)[number]
  readonly title?: string
  readonly grant?: readonly string[]
  readonly revoke?: readonly string[]
  readonly idleForPause?: number
  readonly idleForStop?: number
}

function addSet(program: Command, context: () => Context): void {
  program
    .command('set <app>')
    .description('change how an app is run and who may use it')
    .addOption(new Option('--mode <mode>', 'when it runs').choices(['on-request', 'always', 'off']))
    .addOption(new Option('--access <who>', 'who may use it (more: `berth access`)').choices(accessChoices))
    .option('--title <title>', 'what it is called in the console')
    .option('--grant <grant...>', 'what it may have besides (see `berth store show`)')
    .option('--revoke <grant...>', 'what it may have no longer')
    .option('--idle-for-pause <seconds>', 'seconds without visitors until it is paused', wholeNumber(5))
    .option('--idle-for-stop <seconds>', 'seconds without visitors until it is stopped', wholeNumber(5))
    .addHelpText('after', example('set notes --mode always --access private', 'set notes --idle-for-pause 60 --idle-for-stop 900'))
    .action(async (app: string, options: SetOptions) => await set(context(), app, options))
}

async function set({ client, terminal }: Context, app: string, options: SetOptions): Promise<void> {
  const { policy, lifecycle, grants: had } = await client.get<InstanceView>(pathOf(app))
  const { mode, access, title, idleForPause, idleForStop, grant, revoke } = options
  const sleep = { ...(idleForPause === undefined ? {} : { idle_for_pause: idleForPause }), ...(idleForStop === undefined ? {} : { idle_for_stop: idleForStop }) }
  const sleeps = Object.keys(sleep).length > 0 ? { lifecycle: { ...lifecycle, ...sleep } } : {}
  const change = {
    ...(mode ? { mode } : {}),
    ...(title ? { title } : {}),
    ...(access ? { policy: { ...policy, access } } : {}),
    ...sleeps,
    ...((grant ?? revoke) ? { grants: granted(had, grant, revoke) } : {}),
  }
  if (Object.keys(change).length === 0) throw new Problem('invalid', { where: 'set', reason: 'nothing was given to change' })
  const view = await client.send<InstanceView>('PATCH', pathOf(app), change)
  terminal.show(view, () => `${app}: ${view.mode}, for ${accessWord(view.policy.access)} use`)
}

function granted(had: readonly string[], grant: readonly string[] = [], revoke: readonly string[] = []): readonly string[] {
  return [...new Set([...had, ...grant])].filter((each) => !revoke.includes(each))
}

async function openApp({ client, terminal, env }: Context, app: string): Promise<void> {
  const view = await client.get<InstanceView>(pathOf(app))
  const { url } = view
  if (!url) throw new Problem('not-found', { what: 'app with a web page', name: app })
  terminal.show(view, () => url)
  const displays = Object.entries(env).filter(([name]) => /^(DISPLAY|WAYLAND_DISPLAY|XDG_\w+|DBUS_SESSION_BUS_ADDRESS|XAUTHORITY|HOME|PATH)$/.test(name))
  if (terminal.json || !(env['DISPLAY'] ?? env['WAYLAND_DISPLAY']) || !/^https?:\/\//.test(url)) return
  const { tryRun } = await import('../../kit/run.ts')
  await tryRun(['xdg-open', url], { env: Object.fromEntries(displays) }).catch(() => undefined) // the address stands there all the same
}

/** What came by a push is a project, whose name is asked for; previews and images go through their own doors. */
async function remove(context: Context, app: string, { yes, confirm }: { yes?: boolean; confirm?: string }): Promise<void> {
  const { client, terminal } = context
  const view = await client.get<InstanceView>(pathOf(app)).catch(unlessMissing)
  if (view?.origin.door === 'preview') return await removePreview(context, app, yes)
  if (view?.origin.door === 'image') return await removeImage(context, app, confirm ?? (yes ? app : undefined))
  const isProject = view ? view.origin.door === 'push' : await client.get<ProjectView>(projectPath(app)).catch(unlessMissing)
  if (isProject) return await removeProject(context, app, confirm ?? (yes ? app : undefined))
  if (!view) throw new Problem('not-found', { what: 'app', name: app })
  if (!yes && terminal.live && !(await agrees(`Remove ${app}? Its data is kept on the shelf.`))) return terminal.say('Nothing was changed.')
  const answer = await client.send('DELETE', pathOf(app))
  terminal.show(answer, () => `${app} is being removed. Its data goes to the shelf: berth shelf`)
}

function unlessMissing(error: unknown): undefined {
  if (!(error instanceof Problem && error.code === 'not-found')) throw error
}

/** Asks for one thing of one app. */
export async function askOf({ client, terminal }: Context, app: string, verb: 'start' | 'stop' | 'retry'): Promise<void> {
  const answer = await client.send('POST', `${pathOf(app)}/${verb}`)
  terminal.show(answer, () => `${app}: asked to ${verb}.`)
}

function pathOf(app: string): string {
  return `/api/instances/${encodeURIComponent(app)}`
}
