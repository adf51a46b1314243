/** Seconds in each unit that sleep is given in. */
export const unitSizes = [1, 60, 3600] as const

/** A span of seconds as a form shows it: in the largest unit that makes it a whole number; minutes where there is none. */
export function fieldOf(seconds: number | null): { readonly count: number | null; readonly unit: number } {
  if (seconds === null) return { count: null, unit: 60 }
  const unit = unitSizes.findLast((size) => seconds % size === 0) ?? 1
  return { count: seconds / unit, unit }
}
