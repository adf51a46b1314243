import { deviceNames } from '../messages/entry.ts'

const systems: readonly (readonly [RegExp, string])[] = [
  [/\biPad\b/, 'iPad'],
  [/\biPhone\b/, 'iPhone'],
  [/\bAndroid\b/, 'Android'],
  [/\bCrOS\b/, 'Chromebook'],
  [/\bWindows\b/, 'Windows'],
  [/\bMac OS X\b/, 'Mac'],
  [/\bLinux\b/, 'Linux'],
]
/** Names that say already what kind of device it is. */
const whole: ReadonlySet<string> = new Set(['iPad', 'iPhone', 'Chromebook', 'Mac'])

/**
 * What to call the device first; people may write another name. An iPad says it is a Mac, but no Mac has
 * a screen to touch with several fingers.
 */
export function deviceName({ userAgent, maxTouchPoints }: Pick<Navigator, 'userAgent' | 'maxTouchPoints'>): string {
  const system = systems.find(([pattern]) => pattern.test(userAgent))?.[1]
  if (system === 'Mac' && maxTouchPoints > 1) return 'iPad'
  if (system && whole.has(system)) return system
  const kind = kindOf(userAgent)
  return system ? deviceNames.of(system, kind) : kind
}

function kindOf(userAgent: string): string {
  if (/\bAndroid\b/.test(userAgent)) return /\bMobile\b/.test(userAgent) ? deviceNames.phone : deviceNames.tablet
  return deviceNames.computer
}
