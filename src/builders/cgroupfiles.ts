import { readFile, readdir, rmdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { BuildLimits, Strain } from './builder.ts'

type Hard = Pick<BuildLimits, 'memoryMb' | 'cpus' | 'processes'>

const period = 100_000
const mebibyte = 1024 * 1024

/** What to write where, of a cgroup of its own. In version 1 each controller has a tree of its own. */
export function limitFiles(version: 1 | 2, { memoryMb, cpus, processes }: Hard): readonly [string, string, string][] {
  const memory = String(memoryMb * mebibyte)
  const quota = Math.max(1000, Math.round(cpus * period))
  if (version === 2)
    return [
      ['', 'memory.max', memory],
      ['', 'memory.swap.max', '0'],
      ['', 'cpu.max', `${quota} ${period}`],
      ['', 'pids.max', String(processes)],
    ]
  return [
    ['memory', 'memory.limit_in_bytes', memory],
    ['memory', 'memory.memsw.limit_in_bytes', memory],
    ['cpu', 'cpu.cfs_period_us', String(period)],
    ['cpu', 'cpu.cfs_quota_us', String(quota)],
    ['pids', 'pids.max', String(processes)],
  ]
}

/** Without them there is no limit; not every kernel counts swap. */
export const needed: ReadonlySet<string> = new Set(['memory.max', 'memory.limit_in_bytes', 'cpu.max', 'cpu.cfs_quota_us', 'pids.max'])

/** Whether its limits were met, as the kernel counted. */
export async function strainOf(version: 1 | 2, folder: (controller: string) => string): Promise<Strain> {
  const number = async (controller: string, file: string): Promise<number> => Number(await readFile(join(folder(controller), file), 'utf8').catch(() => NaN))
  const events = await readFile(join(folder('pids'), 'pids.events'), 'utf8').catch(() => '')
  const processes = /^max [1-9]/m.test(events) || (await number('pids', 'pids.peak')) >= (await number('pids', 'pids.max'))
  if (version === 2) return { processes, memory: /^oom_kill [1-9]/m.test(await readFile(join(folder(''), 'memory.events'), 'utf8').catch(() => '')) }
  return { processes, memory: (await number('memory', 'memory.max_usage_in_bytes')) >= (await number('memory', 'memory.limit_in_bytes')) }
}

export async function write(path: string, text: string): Promise<boolean> {
  return await writeFile(path, text).then(
    () => true,
    () => false,
  )
}

/** Ids of the processes in a cgroup and below. */
export async function processesBelow(folder: string): Promise<readonly number[]> {
  const own = (await readFile(join(folder, 'cgroup.procs'), 'utf8').catch(() => '')).split('\n').filter(Boolean).map(Number)
  const below = await Promise.all((await foldersIn(folder)).map(async (child) => await processesBelow(child)))
  return [...own, ...below.flat()]
}

/** The innermost first: the kernel removes none that holds another. False while something runs in it. */
export async function removeCgroup(folder: string): Promise<boolean> {
  for (const child of await foldersIn(folder)) await removeCgroup(child)
  return await rmdir(folder).then(
    () => true,
    (error: unknown) => (error as NodeJS.ErrnoException).code === 'ENOENT',
  )
}

export async function foldersIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
  return entries.filter((entry) => entry.isDirectory()).map((entry) => join(folder, entry.name))
}
