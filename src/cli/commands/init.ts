import type { Command } from 'commander'
import { example } from '../arguments.ts'
import type { Context } from '../context.ts'
import type { InitOptions } from '../init.ts'

export function addInit(program: Command, context: () => Context): void {
  program
    .command('init [name]')
    .description('make this folder a project: create it on the machine, add the git remote `berth`, bring your SSH key')
    .option('--https', 'push over HTTPS with your token instead of SSH with your key')
    .option('--file', 'write a berth.yaml')
    .option('--yes', 'do not ask')
    .addHelpText('after', example('init', 'init blog --file'))
    .action(async (name: string | undefined, options: InitOptions) => {
      const { init } = await import('../init.ts')
      await init(context(), name, options)
    })
}
