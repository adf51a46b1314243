import type { Command } from 'commander'
import type { Health } from '../../model/api.ts'
import { example } from '../arguments.ts'
import type { Context } from '../context.ts'

export function addVersion(program: Command, context: () => Context): void {
  program
    .command('version')
    .description('of this program and of the engine, when it is up')
    .addHelpText('after', example('version'))
    .action(async () => {
      const { client, terminal, version } = context()
      const engine = await client.get<Health>('/api/health', { patience: 5000 }).catch(() => null)
      terminal.show({ version, engine }, () => `berth   ${version}\nengine  ${engine ? `${engine.version} (${engine.engine})` : 'not up'}`)
    })
}
