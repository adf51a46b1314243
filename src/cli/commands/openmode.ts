import type { Command } from 'commander'
import type { OpenMode } from '../../model/openmode.ts'
import { Problem } from '../../model/problem.ts'
import { example } from '../arguments.ts'
import type { Context } from '../context.ts'
import { styled, table } from '../terminal.ts'

const means: Readonly<Record<keyof OpenMode, string>> = {
  visitors: 'whoever is on the network may use what paired devices may',
  pairing: 'a device pairs itself, without a code',
  disks: 'what is on a docked disk runs without a question',
}

/** Open mode, for a classroom: what needs nobody's leave. */
export function addOpenMode(program: Command, context: () => Context): void {
  const openmode = program.command('openmode').description("open mode, for a classroom: what needs nobody's leave").addHelpText('after', example('openmode', 'openmode set visitors=on pairing=off'))
  openmode
    .command('show', { isDefault: true })
    .description('what is open')
    .addHelpText('after', example('openmode show'))
    .action(async () => {
      const { client, terminal } = context()
      const open = await client.get<OpenMode>('/api/open')
      terminal.show(open, () => listOf(open))
    })
  openmode
    .command('set <change...>')
    .description('open or close visitors, pairing or disks: <what>=on or <what>=off')
    .addHelpText('after', example('openmode set visitors=on pairing=off', 'openmode set visitors=off pairing=off disks=off'))
    .action(async (changes: string[]) => {
      const { client, terminal } = context()
      const change = Object.fromEntries(changes.map(read))
      const open = await client.send<OpenMode>('PUT', '/api/open', { ...(await client.get<OpenMode>('/api/open')), ...change })
      terminal.show(open, () => listOf(open))
    })
}

function read(text: string): readonly [string, boolean] {
  const [, what, value] = /^(\w+)=(on|off)$/.exec(text) ?? []
  if (what === undefined || !Object.hasOwn(means, what)) throw new Problem('invalid', { where: 'openmode set', reason: `${text} is none of visitors, pairing and disks with =on or =off` })
  return [what, value === 'on']
}

function listOf(open: OpenMode): string {
  const rows = (Object.keys(means) as (keyof OpenMode)[]).map((what) => [what, open[what] ? styled('yellow', 'on') : 'off', means[what]])
  return table(['OPEN', '', 'WHAT IT MEANS'], rows)
}
