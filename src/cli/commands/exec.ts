import type { Command } from 'commander'
import { example } from '../arguments.ts'
import type { Context } from '../context.ts'

interface Options {
  readonly service?: string
  readonly tty: boolean
}

export function addExec(program: Command, context: () => Context): void {
  program
    .command('exec <app> [command...]')
    .description('run a program inside an app, a shell where none is said; it needs the grant `terminal`')
    .option('--service <service>', 'in which of its services; else the one that visitors come to')
    .option('-T, --no-tty', 'not on a terminal, as for scripts')
    .addHelpText('after', `${example('exec notes', 'exec notes --service db -- pg_dump -U notes notes > notes.sql')}\n\nIt ends with the exit code of the program.`)
    .action(async (app: string, command: readonly string[], options: Options) => await exec(context(), app, command, options))
}

async function exec({ client }: Context, app: string, command: readonly string[], { service, tty: wanted }: Options): Promise<void> {
  const { stdin: input, stdout: output, stderr: errors } = process
  const tty = wanted && [input, output].every(({ isTTY }: { readonly isTTY?: boolean }) => isTTY === true)
  const socket = await client.socket(`/api/instances/${encodeURIComponent(app)}/exec`)
  try {
    const { passOn } = await import('../inside.ts')
    const asked = { tty, ...(service === undefined ? {} : { service }), ...(command.length > 0 ? { command: [...command] } : {}) }
    process.exitCode = await passOn(socket, asked, { input, output, errors }, (text) => client.problemIn(text))
  } finally {
    socket.terminate()
  }
}
