import type { Command } from 'commander'
import type { AuditLine } from '../../model/api.ts'
import { askSecret, standardInput } from '../answer.ts'
import { example, onThisMachine } from '../arguments.ts'
import type { Context } from '../context.ts'
import { table } from '../terminal.ts'

/** The owner: the claim, the password, and what was done. */
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
  program
    .command('audit')
    .description('who did what')
    .addHelpText('after', example('audit', 'audit --json'))
    .action(async () => await audit(context()))
}

async function setPassword({ client, terminal }: Context, stdin: boolean): Promise<void> {
  const password = stdin || !terminal.live ? await standardInput() : await askSecret('New password, at least 12 characters')
  const answer = await client.send('POST', '/api/local/password', { password })
  terminal.show(answer, () => 'The password is set. Every sign-in has ended.')
}

async function audit({ client, terminal }: Context): Promise<void> {
  const lines = await client.get<AuditLine[]>('/api/audit')
  const row = ({ at, who, action, object, from, result }: AuditLine): string[] => [at.slice(0, 19), who, action, object, from, result]
  terminal.show(lines, () => (lines.length === 0 ? 'Nothing was done yet.' : table(['WHEN', 'WHO', 'WHAT', 'ON', 'FROM', 'RESULT'], lines.map(row))))
}
