import { stripVTControlCharacters, styleText } from 'node:util'
import type { State } from '../model/lifecycle.ts'
import type { Problem } from '../model/problem.ts'

/** Where a command writes: results to standard output, everything else to standard error. */
export interface Terminal {
  readonly json: boolean
  /** Somebody reads it live and can answer. */
  readonly live: boolean
  /** The result: with `--json` as the API gave it, else in words. */
  show(value: unknown, words: () => string): void
  print(text: string): void
  say(text: string): void
  /** A line that the next one overwrites, on a live terminal; nothing elsewhere. */
  passing(text: string): void
}

/** For a terminal that does not know its width, as a serial console: prompts and progress would break at each letter. */
const usualColumns = 80

export function openTerminal(json: boolean): Terminal {
  const live = process.stderr.isTTY && process.stdin.isTTY && !json
  if (live && !process.stderr.columns) process.stderr.columns = usualColumns
  const clear = live ? '\r\x1b[K' : ''
  let shown = false
  const write = (text: string, keeps: boolean): void => {
    process.stderr.write(clear + text)
    shown = !keeps
  }
  const print = (text: string): void => {
    if (shown) write('', true)
    process.stdout.write(`${json ? text : harmless(text)}\n`)
  }
  return {
    json,
    live,
    print,
    show: (value, words) => print(json ? JSON.stringify(value) : words()),
    say: (text) => write(`${harmless(text)}\n`, true),
    passing: (text) => {
      if (live) write(stripVTControlCharacters(harmless(text)).slice(0, process.stderr.columns - 1), false)
    },
  }
}

/**
 * Titles, log lines and reasons come from apps and catalogues: their colours may stay, everything else that
 * could drive the terminal of whoever reads them goes.
 */
export function harmless(text: string): string {
  return text.replace(/\x1b\[[\d;]*m|[\x00-\x08\x0b-\x1f\x7f-\x9f]/g, (found) => (found.length > 1 ? found : ''))
}

type Style = Parameters<typeof styleText>[0]

/** Colour only where the stream shows it; NO_COLOR is respected. */
export function styled(style: Style, text: string, stream: NodeJS.WriteStream = process.stdout): string {
  return styleText(style, text, { stream })
}

const marks: Readonly<Record<State, readonly [string, Style]>> = {
  running: ['●', 'green'],
  starting: ['◐', 'yellow'],
  stopping: ['◑', 'yellow'],
  queued: ['◌', 'yellow'],
  fetching: ['↓', 'yellow'],
  paused: ['☾', 'blue'],
  stopped: ['☾', 'gray'],
  away: ['⏏', 'gray'],
  failed: ['✖', 'red'],
  gone: ['·', 'gray'],
}

/** A state as a sign, a colour and the word: none of them alone. */
export function stateWord(state: State): string {
  const [mark, style] = marks[state]
  return styled(style, `${mark} ${state}`)
}

/** Columns, aligned by what is seen and not by colour codes. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const width = (text: string): number => stripVTControlCharacters(text).length
  const widths = head.map((title, at) => Math.max(width(title), ...rows.map((row) => width(row[at] ?? ''))))
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, at) => cell + ' '.repeat((widths[at] ?? 0) - width(cell)))
      .join('  ')
      .trimEnd()
  return [styled('dim', line(head)), ...rows.map(line)].join('\n')
}

export function problemText({ message, fix }: Pick<Problem, 'message' | 'fix'>): string {
  return harmless(`${styled('red', 'berth:', process.stderr)} ${message}\n  fix: ${fix}`)
}

export function bytes(size: number): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB']
  const at = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, size)) / 3))
  return `${(size / 1000 ** at).toFixed(at > 1 ? 1 : 0)} ${units[at]}`
}

/** Since when, roughly. A clock that was put back gives 0. */
export function ago(date: string, now: Date = new Date()): string {
  const seconds = Math.max(0, Math.round((now.getTime() - Date.parse(date)) / 1000))
  if (seconds < 60) return `${seconds} s`
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`
  return seconds < 86_400 ? `${Math.floor(seconds / 3600)} h` : `${Math.floor(seconds / 86_400)} d`
}

/** In how long, roughly; what is past is 0. */
export function within(date: string, now: Date = new Date()): string {
  return ago(now.toISOString(), new Date(date))
}
