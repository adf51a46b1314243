/** Of pino's numbers. */
const levels: Readonly<Record<number, string>> = { 10: 'trace', 20: 'debug', 30: 'info', 40: 'warn', 50: 'error', 60: 'fatal' }

interface Entry {
  readonly level?: number
  readonly time?: string
  readonly msg?: string
  readonly err?: { readonly message?: string }
  readonly [detail: string]: unknown
}

/** One line of the engine's log for a person; a line that is no JSON stays as it is. */
export function logWords(line: string): string {
  const entry = parse(line)
  if (entry?.msg === undefined) return line
  const { level, time, msg, err, ...details } = entry
  const said = Object.entries(details).map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
  return [time?.slice(0, 19) ?? '', (levels[level ?? 30] ?? '').padEnd(5), msg, ...(err?.message ? [`(${err.message})`] : []), ...said].join(' ')
}

function parse(line: string): Entry | undefined {
  if (!line.startsWith('{')) return undefined
  try {
    return JSON.parse(line) as Entry
  } catch {
    return undefined
  }
}
