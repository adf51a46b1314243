import type { Lifecycle } from '../../model/lifecycle.ts'
import { span } from '../messages/format.ts'
import { say } from '../messages.ts'

/** How an app sleeps, in sentences. */
export function sleepWords({ always_on, skip_pause, idle_for_pause, idle_for_stop }: Lifecycle): readonly string[] {
  const words = say.offer
  if (always_on) return [words.never]
  const within = (seconds: number | undefined): string | null => (seconds === undefined ? null : span(seconds))
  return [...(skip_pause ? [] : [words.dozes(within(idle_for_pause))]), words.sleeps(within(idle_for_stop))]
}
