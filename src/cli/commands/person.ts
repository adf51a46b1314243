import type { Command } from 'commander'
import { askSecret, standardInput } from '../answer.ts'
import { example, onThisMachine } from '../arguments.ts'
import type { Context } from '../context.ts'

/** The owner: the claim and the password. */
export function addPerson(program: Command, context: () => Context): void {
  program
    .command('claim')
    .description('make a new claim code, while the machine has no owner')
    .addHelpText('after', example('claim'))
    .action(async () => {
      const { client, terminal } = onThisMachine(context(), 'claim')
      const made = await client.send<{ code: string }>('POST', '/api/local/claim-code')
      terminal.show(made, () => made.code)
    })
  const owner = program.command('owner').description('the owner of this machine').addHelpText('after', example('owner password'))
  owner
    .command('password')
    .description('set a new password; every sign-in ends')
    .option('--stdin', 'read it from standard input')
    .addHelpText('after', example('owner password', 'owner password --stdin < password.txt'))
    .action(async ({ stdin }: { stdin?: boolean }) => await setPassword(onThisMachine(context(), 'owner password'), stdin === true))
}

async function setPassword({ client, terminal }: Context, stdin: boolean): Promise<void> {
  const password = stdin || !terminal.live ? await standardInput() : await askSecret('New password, at least 12 characters')
  const answer = await client.send('POST', '/api/local/password', { password })
  terminal.show(answer, () => 'The password is set. Every sign-in has ended.')
}
