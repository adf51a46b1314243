import type { AppMeta } from '../model/app.ts'
import type { HeaderPart, HeaderRule } from '../model/plan.ts'
import { Problem } from '../model/problem.ts'
import type { Place } from './bundle.ts'
import { portalOf, strict } from './template.ts'

/** Stand for what is known only with each request; no header can hold them. */
const marks = { client_type: '\u0001type\u0002', client_id: '\u0001id\u0002', client_name: '\u0001name\u0002' } as const
const mark = /\u0001(type|id|name)\u0002/

/**
 * The headers an app declares for its paths, rendered once: what is left open are facts about the visitor.
 * Unknown variables are empty, as FreeShard has them (`shard_core`, X-Ptl headers).
 */
export function headerRules(meta: AppMeta, place: Place): readonly HeaderRule[] {
  return Object.entries(meta.paths).flatMap(([prefix, { headers }]) => {
    const set = Object.entries(headers ?? {}).map(([name, value]) => [name, partsOf(meta.name, prefix, name, value, place)] as const)
    return [{ prefix, set: Object.fromEntries(set) }]
  })
}

function partsOf(app: string, prefix: string, name: string, value: string, place: Place): HeaderPart[] {
  const environment = strict()
  environment.undefinedBehavior = 'chainable'
  try {
    const text = environment.renderStr(value, { ...portalOf(place), auth: marks })
    return text.split(mark).flatMap((part, at): HeaderPart[] => (at % 2 === 1 ? [{ visitor: part as 'type' | 'id' | 'name' }] : part === '' ? [] : [part]))
  } catch (error) {
    throw new Problem('bad-entry', { app, where: `paths.${prefix}.headers.${name}`, reason: String(error).split('\n')[0] ?? '' }, error)
  }
}
