import { chmod, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { run } from '../../kit/run.ts'
import { bootCommand, cronText, unitText, withBootLines, withoutBootLines } from './boottexts.ts'
import type { Place } from './boottexts.ts'
import { hasSystemd, isThere } from './probes.ts'

export const unitFile = '/etc/systemd/system/berth.service'
const cronFile = '/etc/cron.d/berth'
const rcLocal = '/etc/rc.local'

/** What `service install` or `remove` will do, told before it is done. */
export interface ServicePlan {
  readonly way: 'systemd' | 'cron' | 'rc.local' | 'by hand'
  readonly writes: readonly { readonly path: string; readonly text: string; readonly mode: number }[]
  readonly removes: readonly string[]
  readonly before: readonly Argv[]
  readonly after: readonly Argv[]
  /** What the owner must do where nothing can be written. */
  readonly byHand: string
}
type Argv = readonly [string, ...string[]]

const nothing: Omit<ServicePlan, 'way'> = { writes: [], removes: [], before: [], after: [], byHand: '' }

/** How this machine starts Berth at boot: a systemd unit, else cron, else rc.local, else by its owner's hand. `root` stands in for `/`. */
export async function planInstall(root: string, place: Place): Promise<ServicePlan> {
  const way = await wayOf(root)
  if (way === 'systemd')
    return {
      ...nothing,
      way,
      writes: [{ path: unitFile, text: unitText(place), mode: 0o644 }],
      after: [
        ['systemctl', 'daemon-reload'],
        ['systemctl', 'enable', '--now', 'berth.service'],
      ],
    }
  if (way === 'cron') return { ...nothing, way, writes: [{ path: cronFile, text: cronText(place), mode: 0o644 }] }
  if (way === 'by hand') return { ...nothing, way, byHand: `Let this machine run at boot, as root: ${bootCommand(place)}` }
  const text = await readFile(join(root, rcLocal), 'utf8')
  return { ...nothing, way, writes: [{ path: rcLocal, text: withBootLines(text, place), mode: 0o755 }] }
}

/** Takes out whatever `service install` put in, whichever way it was. */
export async function planRemove(root: string): Promise<ServicePlan> {
  const way = await wayOf(root)
  const there = await Promise.all([unitFile, cronFile].map(async (path) => ((await isThere(join(root, path))) ? [path] : [])))
  const removes = there.flat()
  const text = await readFile(join(root, rcLocal), 'utf8').catch(() => '')
  const plain = withoutBootLines(text)
  const writes = plain === text ? [] : [{ path: rcLocal, text: plain, mode: 0o755 }]
  const unit = way === 'systemd' && removes.includes(unitFile)
  return { ...nothing, way, writes, removes, before: unit ? [['systemctl', 'disable', '--now', 'berth.service']] : [], after: unit ? [['systemctl', 'daemon-reload']] : [] }
}

/** The plan as sentences, to be shown before `carryOut`. */
export function describePlan({ writes, removes, before, after, byHand }: ServicePlan): readonly string[] {
  const said = [
    ...before.map((argv) => `Runs ${argv.join(' ')}`),
    ...writes.map(({ path }) => `Writes ${path}`),
    ...removes.map((path) => `Removes ${path}`),
    ...after.map((argv) => `Runs ${argv.join(' ')}`),
  ]
  if (byHand !== '') return [...said, byHand]
  return said.length > 0 ? said : ['There is nothing to do.']
}

/** Does what the plan says. Throws `RunError` when systemctl refuses, and file system errors as they are (EACCES without root). */
export async function carryOut({ writes, removes, before, after }: ServicePlan, root: string, runArgv: (argv: Argv) => Promise<unknown> = run): Promise<void> {
  for (const argv of before) await runArgv(argv)
  for (const { path, text, mode } of writes) await writeWhole(join(root, path), text, mode)
  for (const path of removes) await rm(join(root, path))
  for (const argv of after) await runArgv(argv)
}

/** Does systemd keep the engine here? Then it is started and stopped through it. */
export async function isUnitInstalled(root: string): Promise<boolean> {
  return (await hasSystemd(root)) && isThere(join(root, unitFile))
}

async function wayOf(root: string): Promise<ServicePlan['way']> {
  if (await hasSystemd(root)) return 'systemd'
  if ((await isThere(join(root, '/usr/sbin/cron'))) && (await isThere(join(root, '/etc/cron.d')))) return 'cron'
  return (await isThere(join(root, rcLocal))) ? 'rc.local' : 'by hand'
}

async function writeWhole(path: string, text: string, mode: number): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  // cron reads no file with a dot in its name, so it never sees the half-written one
  const fresh = `${path}.new`
  await writeFile(fresh, text, { mode })
  await chmod(fresh, mode)
  await rename(fresh, path)
}
