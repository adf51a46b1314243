import type { DeviceView } from '../../model/device.ts'

/** `482913` as people read it out: `482 913`. */
export function spoken(code: string): string {
  return code.replace(/^(\d{3})(\d{3})$/, '$1 $2')
}

/** Minutes and seconds until then: `9:05`; nothing is left of the past. */
export function leftUntil(expires: string, now: number): string {
  const seconds = Math.max(0, Math.ceil((Date.parse(expires) - now) / 1000))
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}

/** In open mode nobody lets a device in. */
export function isSelfPaired({ by }: Pick<DeviceView, 'by'>): boolean {
  return by === 'open mode'
}

/** The names of those that were not there before. */
export function newcomers(before: ReadonlySet<string>, devices: readonly DeviceView[]): readonly string[] {
  return devices.filter(({ id }) => !before.has(id)).map(({ name }) => name)
}
