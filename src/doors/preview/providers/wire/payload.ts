import type { z } from 'zod'
import type { Envelope } from '../provider.ts'
import { bad } from './bad.ts'

/** What an envelope holds. Throws `bad-webhook` where it is no JSON, or no object. */
export function payloadOf({ text }: Pick<Envelope, 'text'>): unknown {
  const payload = parse(text)
  if (typeof payload !== 'object' || payload === null || Array.isArray(payload)) throw bad('its JSON is not an object')
  return payload
}

/** The fields that are read of a payload. Throws `bad-webhook` naming the first that is not right. */
export function readPayload<T>(schema: z.ZodType<T>, payload: unknown): T {
  const parsed = schema.safeParse(payload)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const where = issue?.path.join('.') ?? ''
  throw bad(where === '' ? (issue?.message ?? 'it is something else') : `${where} is not right (${issue?.message ?? ''})`)
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw bad(`its JSON is broken (${error instanceof Error ? error.message : String(error)})`)
  }
}
