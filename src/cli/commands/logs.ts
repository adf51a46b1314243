import { createReadStream } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Command } from 'commander'
import type { Context } from '../context.ts'
import { styled } from '../terminal.ts'

interface Line {
  readonly service: string
  readonly at: string
  readonly stream: 'out' | 'err'
  readonly line: string
}

export function addLogs(program: Command, context: () => Context): void {
  program
    .command('logs [app]')
    .description("an app's logs; without an app, the engine's own")
    .option('-f, --follow', 'go on with what comes')
    .option('--tail <lines>', 'how many of the last lines', '100')
    .addHelpText('after', '\nExample:\n  berth logs notes -f')
    .action(async (app: string | undefined, options: { follow?: boolean; tail: string }) => {
      if (app === undefined) await engineLog(context(), Number(options.tail))
      else await appLog(context(), app, options)
    })
}

async function appLog({ client, terminal }: Context, app: string, { follow, tail }: { follow?: boolean; tail: string }): Promise<void> {
  const query = new URLSearchParams({ tail, follow: String(follow === true) })
  for await (const line of client.events<Line>(`/api/instances/${encodeURIComponent(app)}/logs?${query.toString()}`)) {
    if (terminal.json) terminal.print(JSON.stringify(line))
    else terminal.print(`${styled('dim', `${line.at.slice(0, 19)} ${line.service}`)} ${line.stream === 'err' ? styled('yellow', line.line) : line.line}`)
  }
}

async function engineLog({ data, terminal }: Context, tail: number): Promise<void> {
  const lines: string[] = []
  const file = createReadStream(join(data, 'log', 'engine.log'))
  for await (const line of createInterface({ input: file })) if (lines.push(line) > tail) lines.shift()
  for (const line of lines) terminal.print(line)
}
