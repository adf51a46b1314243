import type { Command } from 'commander'
import type { InstanceView } from '../../model/instance.ts'
import type { Context } from '../context.ts'
import { ago, stateWord, table } from '../terminal.ts'

export function addApps(program: Command, context: () => Context): void {
  program
    .command('apps')
    .description('list the apps that are here')
    .addHelpText('after', '\nExample:\n  berth apps --json')
    .action(async () => {
      const { client, terminal } = context()
      const apps = await client.get<InstanceView[]>('/api/instances')
      if (terminal.json) return terminal.print(JSON.stringify(apps))
      if (apps.length === 0) return terminal.print('No app is here yet. See what there is: berth store')
      const row = (app: InstanceView): string[] => [app.name, stateWord(app.state), ago(app.since), app.version ?? '–', app.policy.access, app.url ?? '']
      terminal.print(table(['APP', 'STATE', 'SINCE', 'VERSION', 'FOR', 'ADDRESS'], apps.map(row)))
      for (const { name, cause } of apps) if (cause) terminal.print(`\n${name}: ${cause.message}\n  fix: ${cause.fix}`)
    })
}
