import { mkdir, readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { DockerHost } from '../docker/recipe.ts'
import { tryRun } from '../kit/run.ts'
import { until } from '../kit/until.ts'
import type { BuildLimits, Strain } from './builder.ts'
import { foldersIn, limitFiles, needed, processesBelow, removeCgroup, strainOf, write } from './cgroupfiles.ts'

/** A cgroup with limits that a build's steps run in. Closing it kills what still runs there. */
export interface Fence extends AsyncDisposable {
  /** As Docker's `CgroupParent` has it. */
  readonly parent: string
  /** Ids of the processes in it. */
  processes(): Promise<readonly number[]>
  strain(): Promise<Strain>
}

export interface FenceOptions {
  readonly cgroup: DockerHost['cgroup']
  readonly limits: BuildLimits
  /** Of letters and digits; unlike that of any other build. */
  readonly name: string
  /** Where the kernel shows its cgroups. */
  readonly root?: string
}

const kernels = '/sys/fs/cgroup'
const v1Controllers = ['memory', 'cpu', 'pids'] as const

/** Makes the cgroup and reads back what the kernel took. Null where it cannot be made, or does not hold. */
export async function openFence({ cgroup, limits, name, root = kernels }: FenceOptions): Promise<Fence | null> {
  if (cgroup.driver === 'none') return null
  const own = cgroup.driver === 'systemd' ? `${name}.slice` : name
  const folder = (controller: string): string => (cgroup.version === 2 ? join(root, own) : join(root, controller, own))
  const close = async (): Promise<void> => await closeFence(cgroup, root, own)
  if (cgroup.driver === 'cgroupfs') await close() // what an earlier one has used would count
  const made = cgroup.driver === 'systemd' ? await startSlice(own, limits) : await makeFolders(cgroup.version, root, folder, limits)
  const parent = cgroup.driver === 'systemd' ? own : `/${own}`
  if (!made || !(await holds(cgroup.version, folder, limits))) {
    await close()
    return null
  }
  const processes = async (): Promise<readonly number[]> => await processesBelow(folder('pids'))
  return { parent, processes, strain: async () => await strainOf(cgroup.version, folder), [Symbol.asyncDispose]: close }
}

async function makeFolders(version: 1 | 2, root: string, folder: (controller: string) => string, limits: BuildLimits): Promise<boolean> {
  // Docker has done so for its containers already, as a rule.
  if (version === 2) for (const controller of v1Controllers) await write(join(root, 'cgroup.subtree_control'), `+${controller}`)
  for (const path of new Set(v1Controllers.map(folder))) if (!(await tryMkdir(path))) return false
  const written = await inOrder(limitFiles(version, limits), async ([controller, file, text]) => (await write(join(folder(controller), file), text)) || !needed.has(file))
  return written.every(Boolean)
}

/** systemd keeps its own account of cgroups and would undo what somebody else writes. */
export function sliceArgv(slice: string, { memoryMb, cpus, processes }: BuildLimits): [string, ...string[]] {
  return ['systemctl', 'set-property', '--runtime', '--', slice, `MemoryMax=${memoryMb}M`, 'MemorySwapMax=0', `CPUQuota=${Math.max(1, Math.round(cpus * 100))}%`, `TasksMax=${processes}`]
}

async function startSlice(slice: string, limits: BuildLimits): Promise<boolean> {
  return (await succeeds(sliceArgv(slice, limits))) && (await succeeds(['systemctl', 'start', '--', slice]))
}

async function holds(version: 1 | 2, folder: (controller: string) => string, limits: BuildLimits): Promise<boolean> {
  const said = limitFiles(version, limits).filter(([, file]) => needed.has(file))
  const read = await Promise.all(said.map(async ([controller, file]) => (await readFile(join(folder(controller), file), 'utf8').catch(() => '')).trim()))
  return said.every(([, , text], at) => read[at] === text)
}

/** Milliseconds for the killed to be gone, and for Docker to take away what it made below. */
const toDie = 5000

async function closeFence({ version, driver }: DockerHost['cgroup'], root: string, own: string): Promise<void> {
  const folders = version === 2 ? [join(root, own)] : (await foldersIn(root)).map((controller) => join(controller, own))
  if (driver === 'systemd') for (const verb of ['stop', 'revert']) await succeeds(['systemctl', verb, '--', own])
  const gone = async (): Promise<true | undefined> => {
    for (const pid of (await Promise.all(folders.map(processesBelow))).flat()) kill(pid)
    return (await Promise.all(folders.map(removeCgroup))).every(Boolean) ? true : undefined
  }
  await until(gone, { deadline: toDie })
}

/** Closes what builds of an engine that was killed have left: names that begin with `prefix`. */
export async function sweepFences(cgroup: DockerHost['cgroup'], prefix: string, root = kernels): Promise<void> {
  const where = cgroup.version === 2 ? root : join(root, 'pids')
  for (const found of await foldersIn(where)) if (basename(found).startsWith(prefix)) await closeFence(cgroup, root, basename(found))
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // it is gone already
  }
}

async function tryMkdir(folder: string): Promise<boolean> {
  return await mkdir(folder).then(
    () => true,
    () => false,
  )
}

async function succeeds(argv: [string, ...string[]]): Promise<boolean> {
  return await tryRun(argv).then(
    ({ code }) => code === 0,
    () => false,
  )
}

/** One after the other: the kernel refuses a limit of memory and swap below that of memory. */
async function inOrder<T, R>(list: readonly T[], work: (one: T) => Promise<R>): Promise<readonly R[]> {
  const results: R[] = []
  for (const one of list) results.push(await work(one))
  return results
}
