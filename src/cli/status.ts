import type { Health } from '../model/api.ts'
import type { InstanceView } from '../model/instance.ts'
import type { MachineView } from '../model/machine.ts'
import type { Context } from './context.ts'
import type { Urls } from './engineprocess.ts'
import { bytes, stateWord, styled, table } from './terminal.ts'

interface Seen {
  readonly health: Health
  /** Told on the machine itself only. */
  readonly urls: Urls | null
  readonly apps: readonly InstanceView[]
  readonly machine: MachineView
}

/** How engine, gateway, Docker and the apps are. Throws `engine-down` when Berth is not up. */
export async function status({ client, terminal }: Context): Promise<void> {
  const [health, urls, apps, machine] = await Promise.all([
    client.get<Health>('/api/health'),
    client.isLocal ? client.get<Urls>('/api/local/urls') : null,
    client.get<InstanceView[]>('/api/instances'),
    client.get<MachineView>('/api/machine'),
  ])
  const seen = { health, urls, apps, machine }
  terminal.show(seen, () => [table(['BERTH', ''], rowsOf(seen)), ...attention(apps)].join('\n'))
}

function rowsOf({ health, urls, apps, machine }: Seen): readonly (readonly string[])[] {
  const { docker, disk } = machine
  const claim = health.claimed ? '' : `  (no owner yet; claim code ${urls?.code ?? 'spent: berth claim'})`
  return [
    ['engine', `up, version ${health.version}`],
    ...(urls ? [['gateway', urls.port === null ? styled('red', 'not reached yet: berth logs says more') : `up, port ${urls.port}`]] : []),
    ['Docker', docker === 'up' ? 'up' : styled('red', 'does not answer: berth doctor says how to start it')],
    ...(urls ? [['console', urls.console + claim]] : []),
    ['disk', `${bytes(disk.free)} free${disk.low ? styled('red', ', too little: apps are stopped') : ''}`],
    ['apps', countsOf(apps)],
  ]
}

function countsOf(apps: readonly InstanceView[]): string {
  const count = (...states: readonly string[]): number => apps.filter(({ state }) => states.includes(state)).length
  const parts = [[count('running'), 'running'] as const, [count('paused', 'stopped'), 'asleep'] as const, [count('failed'), 'failed'] as const]
  return [`${apps.length}`, ...parts.filter(([many]) => many > 0).map(([many, word]) => `${many} ${word}`)].join(', ')
}

/** What needs somebody: the cause and the next step of each app that has one. */
function attention(apps: readonly InstanceView[]): readonly string[] {
  return apps.flatMap(({ name, state, cause }) => (cause ? [`\n${stateWord(state)} ${name}: ${cause.message}\n  fix: ${cause.fix}`] : []))
}
