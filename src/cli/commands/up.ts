import type { Command } from 'commander'
import { example, onThisMachine } from '../arguments.ts'
import type { Context } from '../context.ts'
import { projectElsewhere } from '../projecthere.ts'
import { askOf } from './run.ts'

export function addUp(program: Command, context: () => Context): void {
  program
    .command('up')
    .description('bring what is missing, start Berth, and show a running app')
    .option('--dry-run', 'only show what would be brought')
    .addHelpText('after', example('up'))
    .action(async () => {
      const { up } = await import('../up.ts')
      await up(onThisMachine(context(), 'up'))
    })
  program
    .command('down')
    .description('end Berth; apps that run go on unless --apps is given. In the folder of a project on a machine elsewhere: switch its app off')
    .option('--apps', 'stop the apps too')
    .addHelpText('after', example('down', 'down --apps'))
    .action(async ({ apps }: { apps?: boolean }) => await downOf(context(), apps))
}

/** Whoever works on a project means its app; `--apps` is of the machine. */
async function downOf(context: Context, apps: boolean | undefined): Promise<void> {
  const project = apps === undefined ? await projectElsewhere(context) : undefined
  if (project) return await askOf(project.context, project.name, 'stop')
  const { down } = await import('../down.ts')
  await down(onThisMachine(context, 'down'), apps === true)
}
