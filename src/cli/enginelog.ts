import { open, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Loop } from '../kit/loop.ts'
import { run } from '../kit/run.ts'
import { Problem } from '../model/problem.ts'
import type { Context } from './context.ts'
import { logWords } from './logwords.ts'
import { isUnitInstalled } from './machine/service.ts'

/** Between two looks at a log that is followed, milliseconds. */
const lookEvery = 300
/** Bytes of its end that are read for the last lines: a line is rarely over 500. */
const endLength = 4 * 1024 * 1024

type Logging = Pick<Context, 'data' | 'terminal'>

/** Shows the last lines of the engine's own log, and with `follow` whatever comes after them. */
export async function showEngineLog(context: Logging, tail: number, follow: boolean): Promise<void> {
  if (await isUnitInstalled('/')) return await showJournal(context, tail, follow)
  const length = await lengthOfLog(context)
  if (length === 0) throw new Problem('not-found', { what: 'log', name: logFile(context) })
  const { lines, next } = await linesFrom(context, Math.max(0, length - endLength))
  show(context, tail === 0 ? [] : lines.slice(-tail))
  if (follow) await followFrom(context, next)
}

/** Bytes; 0 when there is none. */
export async function lengthOfLog(context: Pick<Context, 'data'>): Promise<number> {
  return await stat(logFile(context)).then(
    ({ size }) => size,
    () => 0,
  )
}

/** What was said since the log had this length; nothing when there is none. */
export async function linesSince(context: Pick<Context, 'data'>, length: number): Promise<readonly string[]> {
  return await linesFrom(context, length).then(
    ({ lines }) => lines,
    () => [],
  )
}

/** Where systemd keeps the engine, it keeps its log too. Throws `RunError` when journalctl fails. */
async function showJournal(context: Logging, tail: number, follow: boolean): Promise<void> {
  const argv = ['journalctl', '--unit=berth.service', '--output=cat', '--no-pager', `--lines=${tail}`, ...(follow ? ['--follow'] : [])] as const
  await run([...argv], { onLine: (line) => show(context, [line]) })
}

/** Never ends by itself: whoever follows, leaves. A log that became shorter was begun anew. */
async function followFrom(context: Logging, from: number): Promise<never> {
  let at = from
  const turn = async (): Promise<void> => {
    const length = await lengthOfLog(context)
    if (length === at) return
    const { lines, next } = await linesFrom(context, length < at ? 0 : at)
    show(context, lines)
    at = next
  }
  const broken = Promise.withResolvers<never>()
  await using _loop = new Loop({ every: lookEvery, turn, onError: broken.reject })
  return await broken.promise
}

/** Whole lines from a place on, and the place after them: an unfinished one is read again when it is whole. */
async function linesFrom(context: Pick<Context, 'data'>, from: number): Promise<{ lines: readonly string[]; next: number }> {
  await using file = await open(logFile(context), 'r')
  const { size } = await file.stat()
  const { buffer, bytesRead } = await file.read(Buffer.alloc(Math.max(0, size - from)), 0, undefined, from)
  const whole = buffer.subarray(0, bytesRead).lastIndexOf(10) + 1
  const lines = buffer.toString('utf8', 0, whole).split('\n').slice(0, -1)
  return { lines, next: from + whole }
}

function show({ terminal }: Logging, lines: readonly string[]): void {
  for (const line of lines) terminal.print(terminal.json ? line : logWords(line))
}

function logFile({ data }: Pick<Context, 'data'>): string {
  return join(data, 'log', 'engine.log')
}
