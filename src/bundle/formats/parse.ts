import type { z } from 'zod'
import { Problem } from '../../model/problem.ts'

/** The JSON of one of an app's files. Throws `bad-entry`. */
export function fromJson(app: string, file: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split('\n')[0] ?? '') : ''
    throw new Problem('bad-entry', { app, where: file, reason: `it is no JSON: ${reason}` }, error)
  }
}

/** A value by its schema. Throws `bad-entry` with the path of the first field that is wrong. */
export function bySchema<S extends z.ZodType>(app: string, file: string, schema: S, value: unknown): z.infer<S> {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const path = issue?.path.join('.') ?? ''
  throw new Problem('bad-entry', { app, where: path === '' ? file : `${file}: ${path}`, reason: issue?.message ?? 'not as expected' }, parsed.error)
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** As FreeShard names what was written before there were titles: `paperless-ngx` is Paperless Ngx. */
export function titleOf(name: string): string {
  return name
    .split(/[-_ ]+/)
    .filter(Boolean)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join(' ')
}
