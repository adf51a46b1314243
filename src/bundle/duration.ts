const units: Readonly<Record<string, number>> = { h: 3600, m: 60, s: 1, ms: 0.001, us: 1e-6 }

/** Seconds of a compose duration such as `1m30s`, rounded up; `fallback` for what is none. */
export function seconds(text: string | number | undefined, fallback: number): number {
  if (typeof text === 'number') return Math.max(0, Math.ceil(text))
  const parts = [...(text ?? '').matchAll(/(\d+(?:\.\d+)?)(h|ms|us|m|s)/g)]
  if (parts.length === 0) return fallback
  return Math.ceil(parts.reduce((sum, [, number, unit]) => sum + Number(number) * (units[unit ?? 's'] ?? 1), 0))
}
