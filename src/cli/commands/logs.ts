import type { Command } from 'commander'
import { example, onThisMachine, wholeNumber } from '../arguments.ts'
import type { Context } from '../context.ts'
import { projectElsewhere } from '../projecthere.ts'
import { styled } from '../terminal.ts'

interface Line {
  readonly service: string
  readonly at: string
  readonly stream: 'out' | 'err'
  readonly line: string
}

interface Options {
  readonly follow?: boolean
  readonly tail: number
}

export function addLogs(program: Command, context: () => Context): void {
  program
    .command('logs [app]')
    .description("an app's logs, of all its processes and releases; without an app, the engine's own, or in its folder those of a project elsewhere")
    .option('-f, --follow', 'go on with what comes')
    .option('--tail <lines>', 'how many of the last lines', wholeNumber(0), 100)
    .addHelpText('after', example('logs notes -f', 'logs --tail 20'))
    .action(async (app: string | undefined, options: Options) => {
      const project = app === undefined ? await projectElsewhere(context()) : { context: context(), name: app }
      if (project) await appLog(project.context, project.name, options)
      else await engineLog(onThisMachine(context(), 'logs of the engine'), options)
    })
}

async function appLog({ client, terminal }: Context, app: string, { follow, tail }: Options): Promise<void> {
  const query = new URLSearchParams({ tail: String(tail), follow: String(follow === true) })
  for await (const line of client.events<Line>(`/api/instances/${encodeURIComponent(app)}/logs?${query.toString()}`)) terminal.show(line, () => words(line))
}

/** An app's own colours end with its line. */
function words({ at, service, stream, line }: Line): string {
  const text = line.includes('\x1b[') ? `${line}\x1b[0m` : line
  return `${styled('dim', `${at.slice(0, 19)} ${service}`)} ${stream === 'err' ? styled('yellow', text) : text}`
}

async function engineLog(context: Context, { follow, tail }: Options): Promise<void> {
  const { showEngineLog } = await import('../enginelog.ts')
  await showEngineLog(context, tail, follow === true)
}
