import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'

export interface RunOptions {
  readonly cwd?: string
  /** The whole environment of the child; nothing is inherited but PATH and HOME, so no secret leaks by accident. */
  readonly env?: Readonly<Record<string, string>>
  readonly signal?: AbortSignal
  /** Each line of either stream as it comes. */
  readonly onLine?: (line: string, stream: 'out' | 'err') => void
  /** Written to the child's standard input, which is then closed. */
  readonly input?: string
}

export interface RunResult {
  readonly code: number
  readonly out: string
  readonly err: string
}

/** A program that ended badly; `out` and `err` hold the last 64 KiB of each stream. */
export class RunError extends Error {
  readonly result: RunResult

  constructor(argv: readonly string[], result: RunResult) {
    super(`${argv.slice(0, 3).join(' ')} ended with ${result.code}: ${lastLines(result.err || result.out)}`)
    this.name = 'RunError'
    this.result = result
  }
}

const keep = 64 * 1024

/** Runs a program by its argument list, never through a shell. Throws `RunError` unless it ends with 0. */
export async function run(argv: readonly [string, ...string[]], options: RunOptions = {}): Promise<RunResult> {
  const result = await tryRun(argv, options)
  if (result.code !== 0) throw new RunError(argv, result)
  return result
}

/** As `run`, but any exit code is an answer. Throws only when the program cannot be started or was aborted. */
export async function tryRun(argv: readonly [string, ...string[]], options: RunOptions = {}): Promise<RunResult> {
  const [program, ...rest] = argv
  const { cwd, signal, onLine } = options
  const env = { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', HOME: '/nonexistent', LC_ALL: 'C.UTF-8', ...options.env }
  const child = spawn(program, rest, { cwd, env, signal, stdio: ['pipe', 'pipe', 'pipe'], killSignal: 'SIGTERM' })
  child.stdin.on('error', () => undefined) // a child that does not read its input is no error of ours
  child.stdin.end(options.input ?? '')
  const texts = { out: '', err: '' }
  for (const stream of ['out', 'err'] as const) {
    const lines = createInterface({ input: stream === 'out' ? child.stdout : child.stderr, crlfDelay: Infinity })
    lines.on('line', (line) => {
      texts[stream] = (texts[stream] + line + '\n').slice(-keep)
      onLine?.(line, stream)
    })
  }
  const code = await new Promise<number>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (exit, killedBy) => resolve(exit ?? (killedBy ? 128 : 1)))
  })
  signal?.throwIfAborted()
  return { code, ...texts }
}

function lastLines(text: string): string {
  return text.trim().split('\n').slice(-5).join('\n')
}
