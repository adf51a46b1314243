import type { Command } from 'commander'
import { example, onThisMachine } from '../arguments.ts'
import type { Context } from '../context.ts'
import { exits } from '../exits.ts'
import { projectElsewhere } from '../projecthere.ts'
import type { Row } from '../machine/facts.ts'
import { styled, table } from '../terminal.ts'

/** How Berth is, and how the machine under it is. */
export function addMachine(program: Command, context: () => Context): void {
  program
    .command('status [project]')
    .description('is Berth up, and how are its apps; or how a project is, also in its folder when its machine is elsewhere')
    .addHelpText('after', example('status', 'status blog'))
    .action(async (project: string | undefined) => await statusOf(context(), project))
  program
    .command('doctor')
    .description('what this machine has and lacks, and how to mend it')
    .addHelpText('after', example('doctor'))
    .action(async () => await doctor(onThisMachine(context(), 'doctor')))
}

async function statusOf(context: Context, named: string | undefined): Promise<void> {
  const project = named === undefined ? await projectElsewhere(context) : { context, name: named }
  if (project) {
    const { projectStatus } = await import('../projectstatus.ts')
    return await projectStatus(project.context, project.name)
  }
  const { status } = await import('../status.ts')
  await status(context)
}

async function doctor({ terminal, data }: Context): Promise<void> {
  const { examine } = await import('../machine/doctor.ts')
  const rows = await examine(data)
  terminal.show(rows, () => table(['', 'WHAT', 'FOUND', 'TO MEND IT'], rows.map(rowOf)))
  if (rows.some(({ level }) => level === 'bad')) process.exitCode = exits.failed
}

function rowOf({ name, level, found, fix }: Row): readonly string[] {
  const sign = { ok: styled('green', '✔ ok'), warn: styled('yellow', '! look'), bad: styled('red', '✖ bad') }[level]
  return [sign, name, found, fix]
}
