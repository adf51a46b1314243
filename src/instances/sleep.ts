import type { Lifecycle } from '../model/lifecycle.ts'

/** Seconds, from the settings; an app's own lifecycle goes before them. */
export interface SleepDefaults {
  readonly idle_for_pause: number
  readonly idle_for_stop: number
}

export interface SleepTimes {
  /** Milliseconds of idleness until it is paused; Infinity: never paused. */
  readonly pause: number
  readonly stop: number
}

/**
 * When an app sleeps. An app that asks to be paused late (`idle_for_pause` beyond the default stop)
 * is stopped the default time after that, so that asking for a later sleep never brings an earlier one.
 */
export function sleepTimes(lifecycle: Lifecycle, defaults: SleepDefaults): SleepTimes {
  const stop = lifecycle.idle_for_stop ?? (lifecycle.idle_for_pause ?? 0) + defaults.idle_for_stop
  const pause = lifecycle.skip_pause ? Infinity : (lifecycle.idle_for_pause ?? defaults.idle_for_pause)
  return { pause: pause * 1000, stop: stop * 1000 }
}
