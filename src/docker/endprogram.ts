import { readFile } from 'node:fs/promises'
import type { Duplex } from 'node:stream'
import { until } from '../kit/until.ts'

interface Inspected {
  readonly Running: boolean
  readonly Pid: number
}

/** Milliseconds a program has between being told to end and being ended. */
const grace = 2000
/** What a person would press: interrupt, then the end of the input. */
const leave = '\x03\x04'

/**
 * Docker leaves a program running whose reader went away, so it is ended by the kernel's signals. Where the engine
 * may not send them (it is not root, or Docker is elsewhere), a terminal is told what a person would press.
 */
export async function endProgram(container: string, stream: Duplex, inspect: () => Promise<Inspected | undefined>, onTerminal: boolean): Promise<void> {
  const runs = async (): Promise<Inspected | undefined> => {
    const found = await inspect().catch(() => undefined)
    return found?.Running ? found : undefined
  }
  const found = await runs()
  const told = found !== undefined && (await signal(container, found.Pid, 'SIGHUP'))
  if (found && !told && onTerminal && !stream.destroyed) await new Promise<void>((resolve) => void stream.write(leave, () => resolve()))
  stream.destroy()
  if (!told) return
  const ended = await until(async () => ((await runs()) === undefined ? true : undefined), { deadline: grace })
  if (!ended) await signal(container, found.Pid, 'SIGKILL')
}

/** To the program and those it started on its terminal. False where it could not be sent. */
async function signal(container: string, pid: number, name: NodeJS.Signals): Promise<boolean> {
  if (!(await isIn(container, pid))) return false
  try {
    process.kill(-pid, name)
    return true
  } catch {
    return false
  }
}

/** A number that Docker tells is sent a signal only when the kernel too says that it is of this container. */
async function isIn(container: string, pid: number): Promise<boolean> {
  return pid > 1 && (await readFile(`/proc/${pid}/cgroup`, 'utf8').catch(() => '')).includes(container)
}
