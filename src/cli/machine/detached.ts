import { spawn } from 'node:child_process'
import { mkdir, open, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'

export interface Detached {
  readonly argv: readonly [string, ...string[]]
  /** The whole environment of the program. */
  readonly env: Readonly<Record<string, string>>
  /** Both its streams are appended here. */
  readonly logFile: string
  /** Its process id and birth, so that a later process with the same id is not taken for it. */
  readonly pidFile: string
}

/** Starts a program in a session of its own that outlives this process. Gives its id; throws when it cannot be started. */
export async function startDetached({ argv, env, logFile, pidFile }: Detached): Promise<number> {
  await Promise.all([mkdir(dirname(logFile), { recursive: true }), mkdir(dirname(pidFile), { recursive: true })])
  await using log = await open(logFile, 'a', 0o640)
  const [program, ...rest] = argv
  const child = spawn(program, rest, { detached: true, env: { ...env }, stdio: ['ignore', log.fd, log.fd] })
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve).once('error', reject)
  })
  child.unref()
  const pid = child.pid ?? 0
  await writeWhole(pidFile, `${pid} ${await birthOf(pid)}\n`)
  return pid
}

/** The id of the program that was started with this pid file, while it runs; a stale file is nothing. */
export async function runningPid(pidFile: string): Promise<number | undefined> {
  const [pid = '', birth = ''] = (await readFile(pidFile, 'utf8').catch(() => '')).trim().split(' ')
  return birth !== '' && (await birthOf(Number(pid))) === birth ? Number(pid) : undefined
}

/** Asks it to end (SIGTERM) and forgets its file; nothing when it does not run. Gives whether it was running. */
export async function stopDetached(pidFile: string): Promise<boolean> {
  const pid = await runningPid(pidFile)
  if (pid !== undefined) process.kill(pid, 'SIGTERM')
  await rm(pidFile, { force: true })
  return pid !== undefined
}

/** When it was started, in clock ticks since boot (proc(5), field 22); empty when there is no such process or it is a zombie. */
async function birthOf(pid: number): Promise<string> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  return fields[0] === 'Z' ? '' : (fields[19] ?? '')
}

async function writeWhole(file: string, text: string): Promise<void> {
  await writeFile(`${file}.new`, text, { mode: 0o644 })
  await rename(`${file}.new`, file)
}
