import { isObject, titleOf } from './parse.ts'

type Meta = Readonly<Record<string, unknown>>

interface Step {
  readonly from: string
  readonly change: (meta: Meta) => Meta
}

/** From each version to the next, as FreeShard migrates them (`app_meta_migration.py`). */
export const steps: readonly Step[] = [
  { from: '1.0', change: (meta) => ({ ...meta, v: '1.1', pretty_name: meta['pretty_name'] ?? titled(meta['name']) }) },
  { from: '1.1', change: (meta) => ({ ...meta, v: '1.2' }) },
  { from: '1.2', change: (meta) => ({ ...meta, v: '1.3', lifecycle: currentLifecycle(meta['lifecycle']) }) },
]

function titled(name: unknown): unknown {
  return typeof name === 'string' ? titleOf(name) : undefined
}

/** The shortest pause the format allows, seconds. */
const shortest = 5

/**
 * `idle_time_for_shutdown` was when an app was stopped; since 1.3 it is when it is paused, and stopped the default time
 * later. An app that is always on has no times; where a pause would never come (it skips them, or is stopped before), none is said.
 */
export function currentLifecycle(lifecycle: unknown): unknown {
  if (!isObject(lifecycle)) return lifecycle ?? {}
  const { idle_time_for_shutdown: idle, ...rest } = lifecycle
  if (rest['always_on'] === true) return { always_on: true }
  if (typeof idle !== 'number') return rest
  const [pause, stop] = [Math.max(shortest, Math.floor(idle)), rest['idle_for_stop']]
  const never = rest['skip_pause'] === true || (typeof stop === 'number' && stop <= pause)
  return never ? rest : { ...rest, idle_for_pause: pause }
}
