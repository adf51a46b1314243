import { readFile } from 'node:fs/promises'

export interface Goal {
  readonly is: number
  readonly want: string
  readonly ok: boolean
}

export function atMost(is: number, limit: number): Goal {
  return { is, want: `<=${limit}`, ok: is <= limit }
}

/** The last line of a bench. */
export function conclude(bench: string, figures: Readonly<Record<string, number>>, goals: Readonly<Record<string, Goal>>): void {
  console.log(JSON.stringify({ bench, figures, goals, ok: Object.values(goals).every(({ ok }) => ok) }))
}

/** The value below which this share of the values lies. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN
}

export function rounded(value: number): number {
  return Math.round(value * 100) / 100
}

/** What a process holds in memory, megabytes of 2^20 as ps and top count: `VmRSS` of proc(5), shared pages too. */
export async function residentMb(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8')
  return rounded(Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? 0) / 1024)
}

/** Processor seconds a process has used: fields 14 and 15 of proc(5), in ticks of a hundredth. */
export async function cpuSeconds(pid: number): Promise<number> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8')
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) / 100
}
