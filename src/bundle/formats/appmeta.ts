import { AppMeta } from '../../model/app.ts'
import { Problem } from '../../model/problem.ts'
import { bySchema, fromJson, isObject } from './parse.ts'
import { steps } from './migrations.ts'

const file = 'app_meta.json'

/** `app_meta.json` of any version, as 1.3. Throws `bad-entry`. */
export function readMeta(app: string, text: string): AppMeta {
  return bySchema(app, file, AppMeta, currentMeta(app, fromJson(app, file, text)))
}

/** The same, not yet checked: for whoever wants to know everything that is wrong with it. */
export function currentMeta(app: string, raw: unknown): unknown {
  if (!isObject(raw)) throw new Problem('bad-entry', { app, where: file, reason: 'it is no JSON object' })
  const at = steps.findIndex(({ from }) => from === raw['v'])
  if (at < 0 && raw['v'] !== '1.3') throw new Problem('bad-entry', { app, where: `${file}: v`, reason: versionReason(raw['v']) })
  const made = at < 0 ? raw : steps.slice(at).reduce((meta, { change }) => change(meta), raw)
  return withoutNulls(made)
}

function versionReason(v: unknown): string {
  const known = 'known are 1.0, 1.1, 1.2 and 1.3'
  return v === undefined ? `it does not say which version of the format it is; ${known}` : `${JSON.stringify(v)} is no version of the format; ${known}`
}

/** Old files write `null` for what is not there; `upstream_repo` and `homepage` may say so. */
function withoutNulls(meta: Readonly<Record<string, unknown>>): unknown {
  const kept = Object.entries(meta).filter(([, value]) => value !== null)
  const paths = meta['paths']
  return { ...Object.fromEntries(kept), ...(isObject(paths) ? { paths: Object.fromEntries(Object.entries(paths).map(([prefix, rule]) => [prefix, withoutHeaders(rule)])) } : {}) }
}

function withoutHeaders(rule: unknown): unknown {
  if (!isObject(rule) || rule['headers'] !== null) return rule
  const { headers: _, ...rest } = rule
  return rest
}
