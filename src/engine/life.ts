import type { AppProvider } from '../access/provider/provider.ts'
import { guardMetadata } from '../docker/guard.ts'
import type { Strain } from '../instances/strain.ts'
import { Supervisor } from '../instances/supervisor.ts'
import type { Log } from '../kit/log.ts'
import type { InstanceName } from '../model/names.ts'
import type { Broadcast } from './broadcast.ts'
import type { Ground } from './ground.ts'
import type { MachineWatch } from './machinewatch.ts'
import type { Work } from './work.ts'

export interface LifeTies {
  readonly strain: Strain
  readonly machine: MachineWatch
  readonly broadcast: Broadcast
  readonly work: Work
  readonly provider: AppProvider
}

/** A runner for every row: each goes on from what it sees. */
export async function openLife(ground: Ground, { strain, machine, broadcast, work, provider }: LifeTies): Promise<Supervisor> {
  const { engine, docker, db, clock, log, demands, places, shelf, settings } = ground
  const facts = { engine, docker, db, clock, log, demands, host: (name: InstanceName) => `${name}.${settings.domain}`, folder: (name: InstanceName) => places.instance(name) }
  const supervisor: Supervisor = await Supervisor.open(
    {
      ...facts,
      machine: (name) => strain.of(name),
      held: (name) => work.holds.of(name),
      sleep: () => settings,
      jobOf: (name) => broadcast.jobOf(name),
      report: (report) => broadcast.report(report),
      timed: (name) => broadcast.timed(name),
      farewell: async (spec) => {
        await shelf.take(spec)
        await provider.drop(spec.name)
        demands.forget(spec.name)
        supervisor.drop(spec.name)
        await broadcast.gone(spec.name)
      },
    },
    (state) => {
      machine.docker(state)
      if (state === 'up') guard(settings.network_pool, log)
    },
  )
  return supervisor
}

/** Docker makes its chains anew when it starts, so the rule is looked for whenever it is up. */
function guard(pool: string, log: Log): void {
  guardMetadata(pool).then(
    (done) => (done ? log.debug({ pool }, 'apps cannot reach the cloud metadata address') : log.warn({ pool }, 'the cloud metadata address is not closed to apps: that needs root and iptables')),
    (err: unknown) => log.warn({ err }, 'the cloud metadata address is not closed to apps'),
  )
}
