import type { Command } from 'commander'
import { Argument } from 'commander'
import { example } from '../arguments.ts'
import { names, nameKinds } from '../names.ts'
import type { NameKind } from '../names.ts'
import type { Context } from '../context.ts'

/** Completion for the shells people use, made from the commands themselves. */
export function addCompletion(program: Command, context: () => Context): void {
  program
    .command('completion')
    .description('print the completion of a shell')
    .addArgument(new Argument('<shell>').choices(['bash', 'zsh', 'fish']))
    .addHelpText('after', example('completion bash > /etc/bash_completion.d/berth', 'completion fish > ~/.config/fish/completions/berth.fish'))
    .action(async (shell: 'bash' | 'zsh' | 'fish') => {
      const { scripts, treeOf } = await import('../completion.ts')
      context().terminal.print(scripts[shell](treeOf(program)))
    })
  program
    .command('names', { hidden: true })
    .description('one name a line, for completion')
    .addArgument(new Argument('<kind>').choices(nameKinds))
    .addHelpText('after', example('names apps'))
    .action(async (kind: NameKind) => {
      const { client, terminal } = context()
      const found = await names(client, kind).catch(() => []) // while somebody types, nothing is said of what fails
      terminal.show(found, () => found.join('\n'))
    })
}
