/** `5`: minutes. `5:00`: minutes and seconds. `0:05:00`: hours, minutes, seconds. What a step takes, rounded up to whole minutes; null where it is none of these. */
export function minutesOf(text: string): number | null {
  const [whole, first = '', second, third] = /^(\d{1,4})(?::(\d{1,2}))?(?::(\d{1,2}))?(?:\s*min(?:utes?)?)?$/i.exec(text.trim()) ?? []
  if (whole === undefined) return null
  const [hours, minutes, seconds] = third === undefined ? [0, first, second ?? 0] : [first, second, third]
  const all = Math.ceil(Number(hours) * 60 + Number(minutes) + Number(seconds) / 60)
  return all > 0 ? all : null
}
