import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { open, readFile } from 'node:fs/promises'
import { until } from '../../kit/until.ts'

export interface ServerProgram {
  readonly argv: readonly [string, ...string[]]
  readonly env?: Readonly<Record<string, string>>
  /** All that it says. */
  readonly log: string
  /** Whether it serves yet. */
  readonly answers: () => Promise<boolean>
}

/** A real server for a test: there when it answers, ended when it is closed. */
export async function startProgram({ argv: [program, ...rest], env, log, answers }: ServerProgram): Promise<AsyncDisposable> {
  const file = await open(log, 'a')
  const child = spawn(program, rest, { env: { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', ...env }, stdio: ['ignore', file.fd, file.fd] })
  const gone = once(child, 'close')
  gone.catch(() => undefined)
  await file.close()
  const end = async (): Promise<void> => {
    child.kill('SIGTERM')
    await gone
  }
  const up = await until(async () => ((await answers().catch(() => false)) ? true : child.exitCode === null ? undefined : false), { deadline: 15_000 })
  if (up) return { [Symbol.asyncDispose]: end }
  await end()
  throw new Error(`${program} did not come up:\n${(await readFile(log, 'utf8')).slice(-2000)}`)
}
