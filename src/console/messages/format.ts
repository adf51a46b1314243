/** Numbers, sizes and times as people read them. */
const locale = navigator.languages.find((language) => language.startsWith('en')) ?? 'en'

const whole = new Intl.NumberFormat(locale)
const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 })
const tenths = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 })
const ago = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' })
const moment = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' })
const clock = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' })
const plurals = new Intl.PluralRules(locale)

const sizes = ['bytes', 'KB', 'MB', 'GB', 'TB'] as const
/** Seconds in each unit, longest first. */
const units = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['week', 604_800],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
] as const

export function number(value: number): string {
  return whole.format(value)
}

export function share(value: number): string {
  return percent.format(value)
}

/** `value` to one decimal. */
export function tenth(value: number): string {
  return tenths.format(value)
}

/** Powers of 1000, as disks are sold. */
export function bytes(count: number): string {
  const power = count < 1000 ? 0 : Math.min(sizes.length - 1, Math.floor(Math.log10(count) / 3))
  return `${tenths.format(count / 1000 ** power)} ${sizes[power] ?? ''}`
}

/** Powers of 1024, as memory is sold. */
export function memory(count: number): string {
  return `${tenths.format(count / 2 ** 30)} GB`
}

/** "5 minutes ago"; less than a minute is now. */
export function since(then: string, now: number): string {
  const seconds = (Date.parse(then) - now) / 1000
  const [unit, size] = units.find(([, length]) => Math.abs(seconds) >= length) ?? ['second', 1]
  return unit === 'second' ? 'just now' : ago.format(Math.trunc(seconds / size), unit)
}

/** "1 minute", "2 hours", "40 seconds": in the largest unit that fits. */
export function span(seconds: number): string {
  const [unit, size] = units.find(([, length]) => seconds >= length) ?? ['second', 1]
  return new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long', maximumFractionDigits: 0 }).format(seconds / size)
}

/** "31 ms", "0.4 s", "12 s", "3 min 5 s": how long a step took. */
export function brief(milliseconds: number): string {
  const seconds = milliseconds / 1000
  if (milliseconds < 100) return `${whole.format(milliseconds)} ms`
  if (seconds < 10) return `${tenth(seconds)} s`
  const rest = Math.round(seconds)
  return rest < 60 ? `${rest} s` : `${Math.floor(rest / 60)} min ${rest % 60} s`
}

export function date(at: string): string {
  return moment.format(new Date(at))
}

export function time(at: string): string {
  return clock.format(new Date(at))
}

/** The word that goes with a count. */
export function counted(count: number, one: string, other: string): string {
  return `${number(count)} ${plurals.select(count) === 'one' ? one : other}`
}
