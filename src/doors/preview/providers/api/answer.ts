import type { z } from 'zod'
import { down } from './refusal.ts'

/** What a provider answered, as far as it is read. Something else (a page to sign in, a proxy's) counts as not answering. */
export function readAnswer<T>(provider: string, schema: z.ZodType<T>, answer: unknown): T {
  const parsed = schema.safeParse(answer)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw down(provider, `it answers something else than its API does (${[issue?.path.join('.') ?? '', issue?.message ?? ''].filter(Boolean).join(': ')})`)
}
