import type { InstanceView } from '../model/instance.ts'
import type { Context } from './context.ts'
import { health, stopEngine } from './engineprocess.ts'

/** Ends engine and gateway. Apps that run go on, unreachable, unless `apps` says otherwise. Once down, it is content. */
export async function down(context: Context, apps: boolean): Promise<void> {
  const { client, terminal } = context
  if (!(await health(context))) return terminal.show({ down: true, running: [] }, () => 'Berth is not up.')
  const up = (await client.get<InstanceView[]>('/api/instances')).filter(({ state }) => ['running', 'paused', 'starting'].includes(state)).map(({ name }) => name)
  if (apps && up.length > 0) terminal.say(`Stopping ${up.join(', ')}…`)
  await stopEngine(context, apps)
  const left = apps ? [] : up
  const still = left.length === 0 ? '' : `\nStill running, but nobody can reach them until \`berth up\`: ${left.length} (${left.join(', ')}). To stop them too: berth up, then berth down --apps`
  terminal.show({ down: true, running: left }, () => `Berth is down.${still}`)
}
