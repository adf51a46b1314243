import type { Command } from 'commander'
import type { JobLogLine } from '../../model/job.ts'
import type { PreviewBody, PreviewView } from '../../model/preview.ts'
import { Problem } from '../../model/problem.ts'
import { consents } from '../answer.ts'
import { example, wholeNumber } from '../arguments.ts'
import type { Context } from '../context.ts'
import { previewPath } from '../doorpath.ts'
import { oneLine, previewList, previewWord, whatOf } from '../previewwords.ts'

interface Options {
  readonly yes?: boolean
  readonly wait: boolean
}

/** Running copies of pull requests. */
export function addPreviews(program: Command, context: () => Context): void {
  program
    .command('previews')
    .description('running copies of pull requests and branches: how each is')
    .option('--watch', 'go on with what changes')
    .addHelpText('after', example('previews', 'previews --watch', 'previews --json'))
    .action(async ({ watch }: { watch?: boolean }) => await list(context(), watch === true))
  const preview = program
    .command('preview')
    .description('start, approve, stop, keep or remove one preview')
    .addHelpText('after', example('preview start https://github.com/acme/shop/pull/7', 'preview approve shop-pr-7', 'preview logs shop-pr-7'))
  addStarting(preview, context)
  addDeciding(preview, context)
  addLogs(preview, context)
}

function addStarting(preview: Command, context: () => Context): void {
  preview
    .command('start <pull>')
    .description('run a pull request by hand: its page, or org/repo#number')
    .option('--no-wait', 'do not wait until it runs')
    .addHelpText('after', example('preview start acme/shop#7', 'preview start https://gitlab.com/acme/shop/-/merge_requests/7'))
    .action(async (pull: string, { wait }: Options) => {
      const here = context()
      await follow(here, await here.client.send<PreviewView>('POST', '/api/previews', pullOf(pull)), wait)
    })
  for (const [verb, does] of [
    ['redeploy', 'build it again from its newest commit'],
    ['resume', 'switch it on again'],
  ] as const) {
    preview
      .command(`${verb} <preview>`)
      .description(does)
      .option('--no-wait', 'do not wait until it runs')
      .addHelpText('after', example(`preview ${verb} shop-pr-7`))
      .action(async (name: string, { wait }: Options) => {
        const here = context()
        await follow(here, await here.client.send<PreviewView>('POST', previewPath(name, `/${verb}`)), wait)
      })
  }
}

function addDeciding(preview: Command, context: () => Context): void {
  preview
    .command('approve <preview> [commit]')
    .description('let exactly this commit of a fork or an outsider run: without secrets, and with little network')
    .option('--yes', 'do not ask, whatever the commit is by now')
    .option('--no-wait', 'do not wait until it runs')
    .addHelpText('after', example('preview approve shop-pr-7', 'preview approve shop-pr-7 1a2b3c4'))
    .action(async (name: string, commit: string | undefined, options: Options) => await approve(context(), name, commit, options))
  preview
    .command('stop <preview>')
    .description('end its build and switch it off; its data stays')
    .addHelpText('after', example('preview stop shop-pr-7'))
    .action(async (name: string) => await say(context(), name, '/stop', undefined, () => `${name} is switched off until the next commit, or: berth preview resume ${name}`))
  preview
    .command('extend <preview>')
    .description('keep it for more hours without a visit; a day when not given')
    .argument('[hours]', 'how many', wholeNumber(1), 24)
    .addHelpText('after', example('preview extend shop-pr-7 48'))
    .action(async (name: string, hours: number) => {
      await say(context(), name, '/extend', { hours }, ({ hoursLeft }) => (hoursLeft === null ? `${name} stays.` : `${name} stays ${hoursWord(hoursLeft)} if nobody visits.`))
    })
  preview
    .command('rm <preview>')
    .description('remove it with all its data, until the next commit')
    .option('--yes', 'do not ask')
    .addHelpText('after', example('preview rm shop-pr-7'))
    .action(async (name: string, { yes }: Options) => {
      const { removePreview } = await import('../previewremove.ts')
      await removePreview(context(), name, yes)
    })
}

function addLogs(preview: Command, context: () => Context): void {
  preview
    .command('logs <preview>')
    .description('the log of its newest build; of the app that runs: berth logs')
    .option('-f, --follow', 'go on until the build ends')
    .addHelpText('after', example('preview logs shop-pr-7 -f'))
    .action(async (name: string, { follow: on }: { follow?: boolean }) => await logs(context(), name, on === true))
}

async function list(context: Context, watch: boolean): Promise<void> {
  if (watch) {
    const { watchPreviews } = await import('../previewwatch.ts')
    return await watchPreviews(context)
  }
  const { client, terminal } = context
  const previews = await client.get<PreviewView[]>('/api/previews')
  terminal.show(previews, () => previewList(previews))
}

function hoursWord(hours: number): string {
  const whole = Math.round(hours)
  return whole === 1 ? '1 hour' : `${whole} hours`
}

/** Throws `invalid` for what is neither an address nor org/repo#number. */
function pullOf(text: string): PreviewBody {
  if (/^https?:\/\//.test(text)) return { url: text }
  const [, organisation, repository, pull] = /^(.+)\/([^/#!]+)[#!](\d{1,9})$/.exec(text) ?? []
  if (organisation === undefined || repository === undefined || pull === undefined) throw new Problem('invalid', { where: text, reason: 'give the page of a pull request, or write it as org/repo#7' })
  return { organisation, repository, pull }
}

async function approve(context: Context, name: string, commit: string | undefined, { yes, wait }: Options): Promise<void> {
  const { client, terminal } = context
  const view = await client.get<PreviewView>(previewPath(name))
  const { head, title, page } = view
  if (commit !== undefined && !(/^[0-9a-f]{7,64}$/.test(commit) && head.commit.startsWith(commit))) throw new Problem('stale-approval', { commit: head.commit })
  terminal.say(`${whatOf(view)}: ${oneLine(title)}\n  ${page}\n  commit ${head.commit} of ${oneLine(head.author)}${head.fork ? `, from ${head.repository ?? 'a fork that is gone'}` : ''}`)
  if (commit === undefined && !(await consents(terminal, yes, 'Let exactly this commit run here, without secrets and with little network?'))) return
  await follow(context, await client.send<PreviewView>('POST', previewPath(name, '/approve'), { commit: head.commit }), wait)
}

async function follow(context: Context, view: PreviewView, wait: boolean): Promise<void> {
  if (!wait) return context.terminal.show(view, () => `${view.name}: ${previewWord(view.state)}. See how it goes: berth previews --watch`)
  const { followPreview } = await import('../previewfollow.ts')
  await followPreview(context, view.name)
}

async function say({ client, terminal }: Context, name: string, verb: string, body: object | undefined, words: (view: PreviewView) => string): Promise<void> {
  const view = await client.send<PreviewView>('POST', previewPath(name, verb), body)
  terminal.show(view, () => words(view))
}

async function logs(context: Context, name: string, on: boolean): Promise<void> {
  const { client, terminal } = context
  const { job, failure } = await client.get<PreviewView>(previewPath(name))
  const id = job ?? failure?.job ?? null
  const lines = id === null ? undefined : await client.get<JobLogLine[]>(`/api/jobs/${encodeURIComponent(id)}/log`).catch(unlessMissing)
  if (id === null || !lines) return terminal.show([], () => `${name} was not built yet, or its build is long ago.`)
  if (on) {
    const { followJob } = await import('../follow.ts')
    await followJob(context, id, true)
    return
  }
  terminal.show(lines, () => lines.map(({ line }) => line).join('\n'))
}

/** Only the newest jobs are kept. */
function unlessMissing(error: unknown): undefined {
  if (!(error instanceof Problem && error.code === 'not-found')) throw error
}
