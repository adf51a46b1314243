import { isDeepStrictEqual } from 'node:util'
import { lookAtMachine } from '../instances/machine.ts'
import type { Strain } from '../instances/strain.ts'
import type { Log } from '../kit/log.ts'
import { Loop } from '../kit/loop.ts'
import type { MachineView } from '../model/machine.ts'
import type { InstanceName } from '../model/names.ts'
import type { Reports } from './reports.ts'

/** How often the machine is looked at, milliseconds: PSI's shortest window is ten seconds. */
const every = 5000

export interface MachineWatchOptions {
  readonly data: string
  /** Megabytes that must stay free. */
  readonly freeMb: number
  readonly strain: Strain
  readonly reports: Reports
  readonly log: Log
  /** This instance's share of the strain has changed. */
  readonly onChange: (name: InstanceName) => void
}

export interface MachineWatch extends AsyncDisposable {
  now(): MachineView
  /** Docker answers, or no longer. */
  docker(state: 'up' | 'down'): void
  /** Called when a person would see a difference. */
  onView(listener: (view: MachineView) => void): void
}

/** Looks at the machine now and then, and tells the strain. */
export async function watchMachine(options: MachineWatchOptions): Promise<MachineWatch> {
  const limit = { free: options.freeMb * 1e6 }
  const listeners: ((view: MachineView) => void)[] = []
  let view = await lookAtMachine(options.data, limit, 'down', undefined)
  let told = view
  const tell = (): void => {
    if (isDeepStrictEqual(coarse(view), coarse(told))) return
    told = view
    for (const listener of listeners) listener(view)
  }
  const turn = async (): Promise<void> => {
    view = await lookAtMachine(options.data, limit, view.docker, view)
    for (const name of await options.strain.weigh(view, options.reports.all())) options.onChange(name)
    tell()
  }
  const loop = new Loop({ every, turn, onError: (err) => options.log.warn({ err }, 'the machine could not be looked at') })
  return {
    now: () => view,
    docker: (docker) => {
      view = { ...view, docker }
      tell()
    },
    onView: (listener) => void listeners.push(listener),
    [Symbol.asyncDispose]: () => loop[Symbol.asyncDispose](),
  }
}

/** As precise as the console shows it: viewers are not told of every byte. */
function coarse({ docker, pressure, memory, disk }: MachineView): object {
  const share = (part: number, whole: number): number => Math.round((part / Math.max(1, whole)) * 100)
  return { docker, pressure: pressure === null ? null : Math.round(pressure), memory: share(memory.available, memory.total), disk: share(disk.free, disk.total), low: disk.low }
}
