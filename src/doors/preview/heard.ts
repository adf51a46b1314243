import { z } from 'zod'
import { CommitName, Head } from '../../model/preview.ts'
import type { Heard as Said } from './providers/provider.ts'

const repository = z.object({ path: z.string(), remote: z.string().nullable() })
const pull = z.object({
  number: z.number().int().min(1),
  title: z.string(),
  page: z.string(),
  author: z.string(),
  open: z.boolean(),
  draft: z.boolean(),
  labels: z.array(z.string()),
  base: z.string(),
  head: Head,
  known: z.string(),
})

/** What a webhook means, as it lies in the database until it is dealt with: a later version of Berth may read it. */
export const Heard: z.ZodType<Said> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ping') }),
  z.object({ kind: z.literal('pull'), repository, pull, sender: z.string(), label: z.object({ name: z.string(), set: z.boolean() }).nullable() }),
  z.object({ kind: z.literal('pushed'), repository, branch: z.string(), commit: CommitName.nullable(), sender: z.string(), title: z.string(), known: z.string().nullable() }),
  z.object({ kind: z.literal('changed'), repository, number: z.number().int().min(1).nullable(), sender: z.string() }),
  z.object({ kind: z.literal('comment'), repository, number: z.number().int().min(1), text: z.string(), by: z.string(), at: z.string() }),
  z.object({ kind: z.literal('repository'), change: z.enum(['renamed', 'deleted']), repository, before: z.string().nullable() }),
  z.object({ kind: z.literal('installation'), change: z.enum(['given', 'taken']), account: z.string(), repositories: z.array(repository).nullable() }),
])
export type Heard = Said
