import type { Spec } from '../model/instance.ts'
import type { Want } from '../model/lifecycle.ts'
import { fits } from '../model/size.ts'
import { sleepTimes } from './sleep.ts'
import type { SleepDefaults } from './sleep.ts'

/** How much an instance is wanted: kept in memory, told by the gateway. */
export interface Demand {
  /** Requests in flight, open streams, visitors who wait. */
  readonly active: number
  /** Milliseconds since the last visit; Infinity when there never was one. */
  readonly idle: number
}

/** What the machine's state means for this one instance. */
export interface Machine {
  /** The disk is nearly full, so it must not run; megabytes that are free, else null. */
  readonly lowDisk: number | null
  /** Memory is short and this one is the least used: it may be at most this. */
  readonly demoted: 'paused' | 'stopped' | null
  /** Bytes of memory it has in all. */
  readonly memory: number
}

/** What a job asks of an instance while it works on it. */
export type Held = 'stopped' | 'running' | null

export interface Wish {
  readonly want: Want
  /** Milliseconds until the same facts, only older, would give another answer; null: never. */
  readonly until: number | null
}

/**
 * What an instance should be, from everything there is to know. Each reason is a line here and
 * nowhere else; the first that applies wins. Pure: it knows no clock and asks nobody.
 */
export function wish(spec: Spec, demand: Demand, held: Held, machine: Machine, defaults: SleepDefaults): Wish {
  const always = (want: Want): Wish => ({ want, until: null })
  if (spec.removal) return always('gone')
  if (!spec.plan) return always('stopped')
  if (held === 'stopped') return always('stopped')
  if (spec.update && held === null) return always('stopped')
  if (machine.lowDisk !== null) return always('stopped')
  if (!fits(spec.size, machine.memory)) return always('stopped')
  if (held === 'running') return always('running')
  if (spec.mode === 'off') return always('stopped')
  if (spec.mode === 'always' || spec.lifecycle.always_on || spec.plan.hostNetwork) return always('running')
  if (demand.active > 0) return always('running')
  if (machine.demoted) return always(machine.demoted)
  return byIdleness(demand.idle, sleepTimes(spec.lifecycle, defaults))
}

function byIdleness(idle: number, { pause, stop }: { pause: number; stop: number }): Wish {
  if (idle >= stop) return { want: 'stopped', until: null }
  if (idle >= pause) return { want: 'paused', until: stop - idle }
  return { want: 'running', until: Math.min(pause, stop) - idle }
}
