import type { Command } from 'commander'
import type { InstanceView } from '../../model/instance.ts'
import { example } from '../arguments.ts'
import type { Context } from '../context.ts'
import { ago, stateWord, table } from '../terminal.ts'
import { accessWord } from '../who.ts'

export function addApps(program: Command, context: () => Context): void {
  program
    .command('apps')
    .description('list the apps that are here')
    .addHelpText('after', example('apps', 'apps --json'))
    .action(async () => {
      const { client, terminal } = context()
      const apps = await client.get<InstanceView[]>('/api/instances')
      terminal.show(apps, () => (apps.length === 0 ? 'No app is here yet. See what there is: berth store' : listOf(apps)))
    })
}

function listOf(apps: readonly InstanceView[]): string {
  const row = (app: InstanceView): string[] => [app.name, stateWord(app.state), ago(app.since), app.version ?? '–', accessWord(app.policy.access), wayTo(app)]
  const causes = apps.flatMap(({ name, cause }) => (cause ? [`\n${name}: ${cause.message}\n  fix: ${cause.fix}`] : []))
  return [table(['APP', 'STATE', 'SINCE', 'VERSION', 'FOR', 'ADDRESS'], apps.map(row)), ...causes].join('\n')
}

/** Its address or, for what speaks no HTTP, its ports. */
export function wayTo({ url, ports }: InstanceView): string {
  return url ?? ports.map(({ port, protocol }) => `port ${port} (${protocol})`).join(', ')
}
