import type { Lifecycle } from '../../model/lifecycle.ts'
import { say } from '../messages.ts'

/** A form's picture of how an app sleeps; seconds, null where the machine's standard holds. */
export interface Sleep {
  readonly never: boolean
  readonly skip: boolean
  readonly pause: number | null
  readonly stop: number | null
}

const shortest = 5

export function sleepOf({ always_on, skip_pause, idle_for_pause, idle_for_stop }: Lifecycle): Sleep {
  return { never: always_on, skip: skip_pause, pause: idle_for_pause ?? null, stop: idle_for_stop ?? null }
}

/** Only what holds together: what is excluded is left out. */
export function lifecycleOf({ never, skip, pause, stop }: Sleep): Lifecycle {
  if (never) return { always_on: true, skip_pause: false }
  return { always_on: false, skip_pause: skip, ...(!skip && pause !== null && { idle_for_pause: pause }), ...(stop !== null && { idle_for_stop: stop }) }
}

/** What is wrong with it, in words, or null. */
export function faultIn({ never, skip, pause, stop }: Sleep): { readonly field: 'pause' | 'stop'; readonly text: string } | null {
  if (never) return null
  if (!skip && pause !== null && pause < shortest) return { field: 'pause', text: say.appSettings.tooShort }
  if (stop !== null && stop < shortest) return { field: 'stop', text: say.appSettings.tooShort }
  if (!skip && pause !== null && stop !== null && stop <= pause) return { field: 'stop', text: say.appSettings.order }
  return null
}
