import { z } from 'zod'

/** Why something failed, kept until somebody acts: a problem's code, sentence and next step. */
export const Cause = z.object({ code: z.string(), message: z.string(), fix: z.string(), at: z.string(), log: z.array(z.string()).optional() })
export type Cause = z.infer<typeof Cause>
