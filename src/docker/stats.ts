import type Dockerode from 'dockerode'
import { z } from 'zod'
import { asked, isFine } from './ask.ts'

/** What a running container takes, as Docker counts it at one moment. Bytes. */
export interface Usage {
  /** Nanoseconds of CPU, of all cores together, since it started. */
  readonly cpu: number
  /** Without the page cache, as `docker stats` shows it. */
  readonly memory: number
  /** Null: no limit but the machine's. */
  readonly memoryLimit: number | null
  /** Of all its networks, since it started. */
  readonly received: number
  readonly sent: number
}

const count = z.number().min(0).default(0)
/** Version 1 of control groups counts by `total_`, version 2 without. */
const Memory = z.object({ usage: count, limit: count, stats: z.object({ total_inactive_file: z.number().optional(), inactive_file: z.number().optional() }).default({}) })
const Answer = z.object({
  cpu_stats: z.object({ cpu_usage: z.object({ total_usage: count }) }),
  memory_stats: Memory,
  /** None for those that use the network of the machine. */
  networks: z.record(z.string(), z.object({ rx_bytes: count, tx_bytes: count })).nullish(),
})

/** One sample, at once: without `one-shot` Docker takes two, a second apart. Null where it does not run, or is gone. */
export async function stats(api: Dockerode, socket: string, id: string, machineMemory: number): Promise<Usage | null> {
  const found: unknown = await asked(socket, 'stats', () => api.getContainer(id).stats({ stream: false, 'one-shot': true }), isFine.gone)
  return found === undefined ? null : usageIn(found, machineMemory)
}

/** Of one that does not run Docker answers zeros. */
export function usageIn(found: unknown, machineMemory: number): Usage | null {
  const { cpu_stats, memory_stats, networks } = Answer.parse(found)
  const { usage, limit } = memory_stats
  const cpu = cpu_stats.cpu_usage.total_usage
  if (cpu === 0 && usage === 0) return null
  const each = Object.values(networks ?? {})
  return {
    cpu,
    memory: usage - cacheIn(memory_stats),
    memoryLimit: limit > 0 && limit < machineMemory ? limit : null,
    received: each.reduce((sum, { rx_bytes }) => sum + rx_bytes, 0),
    sent: each.reduce((sum, { tx_bytes }) => sum + tx_bytes, 0),
  }
}

/** As Docker's own client takes it off: what the kernel could give back at once. */
function cacheIn({ usage, stats }: z.infer<typeof Memory>): number {
  const inactive = stats.total_inactive_file ?? stats.inactive_file ?? 0
  return inactive < usage ? inactive : 0
}
