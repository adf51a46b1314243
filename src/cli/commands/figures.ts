import type { Command } from 'commander'
import type { Figures } from '../../model/figures.ts'
import { example } from '../arguments.ts'
import type { Context } from '../context.ts'
import { inProject } from '../projecthere.ts'
import { appPath } from '../projectpath.ts'
import { ago, bytes, table } from '../terminal.ts'

export function addFigures(program: Command, context: () => Context): void {
  program
    .command('figures [app]')
    .description('what an app takes of the machine: processor, memory, network, disk')
    .addHelpText('after', example('figures notes', 'figures notes --json'))
    .action(async (app: string | undefined) => {
      const { context: where, name } = await inProject(context(), app)
      const figures = await where.client.get<Figures>(appPath(name, '/figures'))
      where.terminal.show(figures, () => [table(['', 'NOW', 'DAY, MOST', 'DAY, MEAN'], rowsOf(figures)), '', table([name.toUpperCase(), ''], factsOf(figures)), ...services(figures)].join('\n'))
    })
}

function rowsOf({ now, day }: Figures): readonly (readonly string[])[] {
  const most = (of: (at: Figures['day'][number]) => number): number | null => (day.length === 0 ? null : Math.max(...day.map(of)))
  const mean = (of: (at: Figures['day'][number]) => number): number | null => (day.length === 0 ? null : day.reduce((sum, at) => sum + of(at), 0) / day.length)
  const row = (title: string, words: (value: number) => string, of: (at: Figures['day'][number]) => number): string[] => [
    title,
    ...[now && of(now), most(of), mean(of)].map((value) => (value === null ? '–' : words(value))),
  ]
  return [row('processor', percent, ({ cpu }) => cpu), row('memory', bytes, ({ memory }) => memory)]
}

/** Of one core. */
export function percent(cpu: number): string {
  return `${cpu.toFixed(cpu < 10 ? 1 : 0)} %`
}

function factsOf({ now, memoryLimit, disk, uptime, created, lastStarted, lastBackedUp }: Figures): readonly (readonly string[])[] {
  return [
    ['memory limit', memoryLimit === null ? 'that of the machine' : bytes(memoryLimit)],
    ['received, sent', now ? `${bytes(now.received)}, ${bytes(now.sent)}` : '–'],
    ['data on the disk', bytes(disk)],
    ['runs since', uptime === null ? '–' : ago(new Date(Date.now() - uptime * 1000).toISOString())],
    ['created', `${ago(created)} ago`],
    ['last started', lastStarted ? `${ago(lastStarted)} ago` : 'never'],
    ['last backed up', lastBackedUp ? `${ago(lastBackedUp)} ago` : 'never'],
  ]
}

function services({ services: all }: Figures): readonly string[] {
  if (all.length < 2) return []
  const row = ({ name, cpu, memory, memoryLimit }: Figures['services'][number]): string[] => [name, percent(cpu), bytes(memory), memoryLimit === null ? '–' : bytes(memoryLimit)]
  return ['', table(['SERVICE', 'PROCESSOR', 'MEMORY', 'LIMIT'], all.map(row))]
}
