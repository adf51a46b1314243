import { stripVTControlCharacters, styleText } from 'node:util'
import type { State } from '../model/lifecycle.ts'
import type { Problem } from '../model/problem.ts'

/** Where a command writes: results to `out`, everything else to `err`. */
export interface Terminal {
  readonly json: boolean
  /** Somebody reads it live and can answer. */
  readonly live: boolean
  print(text: string): void
  say(text: string): void
  /** A line that the next one overwrites, on a live terminal; nothing elsewhere. */
  passing(text: string): void
}

export function openTerminal(json: boolean): Terminal {
  const live = process.stderr.isTTY && process.stdin.isTTY
  const clear = live ? '\r\x1b[K' : ''
  return {
    json,
    live,
    print: (text) => void process.stdout.write(text + '\n'),
    say: (text) => void process.stderr.write(clear + text + '\n'),
    passing: (text) => {
      if (live) process.stderr.write(clear + text.slice(0, process.stderr.columns - 1))
    },
  }
}

type Style = Parameters<typeof styleText>[0]

/** Colour only where the stream shows it; NO_COLOR is respected. */
export function styled(style: Style, text: string): string {
  return styleText(style, text, { stream: process.stdout })
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

export function problemText(problem: Problem): string {
  return `${styled('red', 'berth:')} ${problem.message}\n  fix: ${problem.fix}`
}

export function bytes(size: number): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB']
  const at = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, size)) / 3))
  return `${(size / 1000 ** at).toFixed(at > 1 ? 1 : 0)} ${units[at]}`
}

export function ago(date: string, now: Date = new Date()): string {
  const seconds = Math.max(0, Math.round((now.getTime() - Date.parse(date)) / 1000))
  if (seconds < 60) return `${seconds} s`
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`
  return seconds < 86_400 ? `${Math.floor(seconds / 3600)} h` : `${Math.floor(seconds / 86_400)} d`
}
