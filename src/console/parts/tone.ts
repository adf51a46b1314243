import Download from '@lucide/svelte/icons/download'
import Hourglass from '@lucide/svelte/icons/hourglass'
import LifeBuoy from '@lucide/svelte/icons/life-buoy'
import Moon from '@lucide/svelte/icons/moon'
import MoonStar from '@lucide/svelte/icons/moon-star'
import Power from '@lucide/svelte/icons/power-off'
import Sailboat from '@lucide/svelte/icons/sailboat'
import Sunrise from '@lucide/svelte/icons/sunrise'
import Sunset from '@lucide/svelte/icons/sunset'
import Trash from '@lucide/svelte/icons/trash'
import Unplug from '@lucide/svelte/icons/unplug'
import type { State } from '../../model/lifecycle.ts'

/** How a state feels; its colour. The word and the sign say the same. */
export type Tone = 'awake' | 'asleep' | 'moving' | 'trouble' | 'off'

const tones: Record<State, Tone> = {
  queued: 'moving',
  fetching: 'moving',
  stopped: 'asleep',
  starting: 'moving',
  running: 'awake',
  paused: 'asleep',
  stopping: 'moving',
  away: 'off',
  failed: 'trouble',
  gone: 'off',
}

const signs: Record<State, typeof Moon> = {
  queued: Hourglass,
  fetching: Download,
  stopped: Moon,
  starting: Sunrise,
  running: Sailboat,
  paused: MoonStar,
  stopping: Sunset,
  away: Unplug,
  failed: LifeBuoy,
  gone: Trash,
}

export function toneOf(state: State, isOff = false): Tone {
  return isOff ? 'off' : tones[state]
}

export function signOf(state: State, isOff = false): typeof Moon {
  return isOff ? Power : signs[state]
}

export const inkOf: Record<Tone, string> = { awake: 'text-kelp', asleep: 'text-moon', moving: 'text-lamp', trouble: 'text-buoy', off: 'text-soft' }
export const fillOf: Record<Tone, string> = { awake: 'fill-sea', asleep: 'fill-moon', moving: 'fill-lamp', trouble: 'fill-buoy', off: 'fill-edge' }
export const washOf: Record<Tone, string> = { awake: 'bg-kelpwash', asleep: 'bg-moonwash', moving: 'bg-lampwash', trouble: 'bg-buoywash', off: 'bg-sunk' }
