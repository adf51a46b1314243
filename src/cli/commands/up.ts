import type { Command } from 'commander'
import { example, onThisMachine } from '../arguments.ts'
import type { Context } from '../context.ts'

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
    .description('end Berth; apps that run go on unless --apps is given')
    .option('--apps', 'stop the apps too')
    .addHelpText('after', example('down', 'down --apps'))
    .action(async ({ apps }: { apps?: boolean }) => {
      const { down } = await import('../down.ts')
      await down(onThisMachine(context(), 'down'), apps === true)
    })
}
