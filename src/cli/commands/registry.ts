import type { Command } from 'commander'
import type { Registry } from '../../model/image.ts'
import { example } from '../arguments.ts'
import type { Context } from '../context.ts'
import { secretFrom } from '../secretinput.ts'
import { ago, table } from '../terminal.ts'

/** Registries that want to know who asks. */
export function addRegistry(program: Command, context: () => Context): void {
  const registry = program.command('registry').description('registries of images that ask who one is').addHelpText('after', example('registry', 'registry login ghcr.io --user ada <token.txt'))
  registry
    .command('list', { isDefault: true })
    .description('those that are signed in to')
    .addHelpText('after', example('registry list'))
    .action(async () => {
      const { client, terminal } = context()
      const found = await client.get<Registry[]>('/api/registries')
      const row = ({ host, user, created }: Registry): string[] => [host, user, `${ago(created)} ago`]
      terminal.show(found, () => (found.length === 0 ? 'There is none; public images need none.' : table(['REGISTRY', 'AS', 'SINCE'], found.map(row))))
    })
  registry
    .command('login <registry>')
    .description('sign in; the password or token is asked for, or read from standard input')
    .requiredOption('--user <name>', 'as whom')
    .option('--password-file <file>', 'a file with the password or token, - for standard input')
    .addHelpText('after', example('registry login ghcr.io --user ada', 'registry login registry.example.org:5000 --user ci <token.txt'))
    .action(async (host: string, { user, passwordFile }: { user: string; passwordFile?: string }) => {
      const { client, terminal } = context()
      const password = await secretFrom(terminal, passwordFile ?? (terminal.live ? undefined : '-'), '--password-file', `Password or token of ${user} at ${host}`)
      const made = await client.send<Registry>('POST', '/api/registries', { host, user, password })
      terminal.show(made, () => `${made.host} knows this machine as ${made.user}.`)
    })
  registry
    .command('logout <registry>')
    .description('sign out, and forget the password')
    .addHelpText('after', example('registry logout ghcr.io'))
    .action(async (host: string) => {
      const { client, terminal } = context()
      const answer = await client.send('DELETE', `/api/registries/${encodeURIComponent(host)}`)
      terminal.show(answer, () => `${host} is forgotten.`)
    })
}
