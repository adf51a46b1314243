import { spawn } from 'node:child_process'
import { setTimeout as delay } from 'node:timers/promises'
import { pauseAfter } from '../../kit/backoff.ts'
import type { Backoff } from '../../kit/backoff.ts'

export interface Supervised {
  readonly argv: readonly [string, ...string[]]
  readonly env: Readonly<Record<string, string>>
  readonly backoff: Backoff
  /** Milliseconds a run must last to count as good: the pauses begin anew after it. */
  readonly settled: number
  /** Passed on to the program as SIGTERM; its end is waited for. */
  readonly signal: AbortSignal
  readonly say: (line: string) => void
}

/**
 * Keeps a program running: started again, with growing pauses, whenever it ends otherwise than with code 0,
 * which means that it was asked to. Its streams are this process's own. Gives how often it was started.
 */
export async function supervise(options: Supervised): Promise<number> {
  const { backoff, settled, signal, say } = options
  let failures = 0
  let starts = 0
  while (!signal.aborted) {
    starts += 1
    const begun = performance.now()
    const ending = await runOnce(options)
    if (ending === 'code 0') break
    failures = performance.now() - begun >= settled ? 1 : failures + 1
    const pause = pauseAfter(failures, backoff)
    if (!isAborted(signal)) say(`${options.argv[0]} ended with ${ending}; starting it again in ${pause} ms`)
    await delay(pause, undefined, { signal }).catch(() => undefined)
  }
  return starts
}

/** Asked by a function, because it changes while the loop waits, which the type checker cannot know. */
function isAborted(signal: AbortSignal): boolean {
  return signal.aborted
}

/** How the program ended: `code 1`, `SIGKILL`, or why it could not be started. */
async function runOnce({ argv, env, signal }: Supervised): Promise<string> {
  const [program, ...rest] = argv
  const child = spawn(program, rest, { env: { ...env }, stdio: ['ignore', 'inherit', 'inherit'] })
  const end = (): void => void child.kill('SIGTERM')
  signal.addEventListener('abort', end)
  const ending = await new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message))
    child.once('exit', (code, killedBy) => resolve(killedBy ?? `code ${code ?? 1}`))
  })
  signal.removeEventListener('abort', end)
  return ending
}
