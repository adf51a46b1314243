import { spawn } from 'node:child_process'
import type { Readable } from 'node:stream'

const path = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'
/** A longer line is told in pieces: a program that never ends its line must not fill our memory. */
const longest = 64 * 1024

/**
 * Runs a program and tells each line of either stream; nothing of its output is kept, however much it is.
 * Answers its exit code; throws when it cannot be started, or the signal's reason when it was aborted.
 */
export async function follow(argv: readonly [string, ...string[]], env: Readonly<Record<string, string>>, signal: AbortSignal, onLine: (line: string) => void): Promise<number> {
  signal.throwIfAborted()
  const [program, ...rest] = argv
  const child = spawn(program, rest, { env: { PATH: path, HOME: '/nonexistent', LC_ALL: 'C.UTF-8', ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
  const end = (): void => void child.kill('SIGTERM')
  signal.addEventListener('abort', end)
  try {
    for (const stream of [child.stdout, child.stderr]) tellLines(stream, onLine)
    const code = await new Promise<number>((resolve, reject) => {
      child.on('error', reject)
      child.on('close', (exit, killedBy) => resolve(exit ?? (killedBy ? 128 : 1)))
    })
    signal.throwIfAborted()
    return code
  } finally {
    signal.removeEventListener('abort', end)
  }
}

function tellLines(stream: Readable, onLine: (line: string) => void): void {
  let rest = ''
  stream.setEncoding('utf8')
  stream.on('data', (chunk: string) => {
    const lines = (rest + chunk).split(/\r?\n/)
    rest = lines.pop() ?? ''
    if (rest.length > longest) lines.push(rest)
    if (rest.length > longest) rest = ''
    for (const line of lines) onLine(line)
  })
  stream.on('end', () => {
    if (rest !== '') onLine(rest)
  })
}
