import { z } from 'zod'

/** How the machine is: what `want` weighs and the console shows. */
export const MachineView = z.object({
  docker: z.enum(['up', 'down']),
  /** PSI `some avg10` of memory in percent; null where the kernel has none. */
  pressure: z.number().nullable(),
  memory: z.object({ total: z.number(), available: z.number() }),
  disk: z.object({ total: z.number(), free: z.number(), low: z.boolean() }),
})
export type MachineView = z.infer<typeof MachineView>
