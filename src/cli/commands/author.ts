import type { Command } from 'commander'
import { Problem } from '../../model/problem.ts'
import { example } from '../arguments.ts'
import { runAuthor } from '../author.ts'
import type { Context } from '../context.ts'

interface Checked {
  readonly app: string
  readonly faults: readonly { readonly where: string; readonly reason: string; readonly level: 'error' | 'advice' }[]
}

interface Published {
  readonly apps: number
  readonly bad: readonly { readonly app: string; readonly where: string; readonly reason: string }[]
}

/** For authors of apps; `berth store` must have been added before. Neither needs an engine. */
export function addAuthor(program: Command, context: () => Context): void {
  program
    .command('app')
    .description('for authors of apps')
    .addHelpText('after', example('app check ./notes'))
    .command('check <folder>')
    .description('everything that is wrong with an app, or with each app in a folder, at once')
    .addHelpText('after', example('app check ./notes', 'app check ./all_apps'))
    .action(async (folder: string) => await check(context(), folder))
  const store = program.commands.find((command) => command.name() === 'store')
  store
    ?.command('build <from> <into>')
    .description('make a catalogue that any web server can serve from a folder of apps')
    .addHelpText('after', example('store build ./apps ./site'))
    .action(async (from: string, into: string) => await build(context(), from, into))
}

async function check(context: Context, folder: string): Promise<void> {
  const { terminal } = context
  const checked = (await runAuthor(context, 'check', [folder])) as readonly Checked[]
  terminal.show(checked, () => checked.map(inWords).join('\n'))
  const wrong = checked.filter(({ faults }) => faults.some(({ level }) => level === 'error'))
  if (wrong.length > 0) throw new Problem('bad-apps', { apps: wrong.map(({ app }) => app).join(', ') })
}

function inWords({ app, faults }: Checked): string {
  if (faults.length === 0) return `${app}: all is well.`
  return [`${app}:`, ...faults.map(({ level, where, reason }) => `  ${level === 'error' ? '✖' : '·'} ${where}: ${reason}`)].join('\n')
}

async function build(context: Context, from: string, into: string): Promise<void> {
  const lines = await runAuthor(context, 'publish', [from, into])
  const { apps, bad } = lines.at(-1) as Published
  const left = bad.map(({ app, where, reason }) => `  ✖ ${app} is left out: ${where}: ${reason}`)
  context.terminal.show({ apps, bad }, () => [`${apps === 1 ? '1 app is' : `${apps} apps are`} in ${into}; serve it, then: berth stores add <name> --url <its address>`, ...left].join('\n'))
}
