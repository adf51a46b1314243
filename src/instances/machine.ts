import { readFile, statfs } from 'node:fs/promises'
import type { MachineView } from '../model/machine.ts'

/** PSI `some avg10` in percent from the text of `/proc/pressure/memory`; null where it is not the expected form. */
export function pressureOf(text: string): number | null {
  const found = /^some avg10=([0-9.]+)/m.exec(text)
  return found?.[1] === undefined ? null : Number(found[1])
}

/** Bytes from the text of `/proc/meminfo`. */
export function memoryOf(text: string): { total: number; available: number } {
  const line = (name: string): number => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text)?.[1] ?? 0) * 1024
  return { total: line('MemTotal'), available: line('MemAvailable') }
}

/** Low disk ends only when this much more is free than where it began, or it would flicker. */
const hysteresis = 1.2

export interface DiskLimit {
  /** Bytes that must be free. */
  readonly free: number
}

/** One look at the machine. `before` is the last look: what was low stays low until there is clearly room. */
export async function lookAtMachine(data: string, limit: DiskLimit, docker: 'up' | 'down', before: MachineView | undefined): Promise<MachineView> {
  const [psi, meminfo, fs] = await Promise.all([readFile('/proc/pressure/memory', 'utf8').catch(() => ''), readFile('/proc/meminfo', 'utf8').catch(() => ''), statfs(data)])
  const free = fs.bavail * fs.bsize
  const wanted = before?.disk.low ? limit.free * hysteresis : limit.free
  return { docker, pressure: pressureOf(psi), memory: memoryOf(meminfo), disk: { total: fs.blocks * fs.bsize, free, low: free < wanted } }
}
