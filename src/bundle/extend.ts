import { Problem } from '../model/problem.ts'
import type { Compose, Service } from './compose.ts'
import { partsOf } from './mounts.ts'

/** Services that extend each other in a chain: longer than this is a circle. */
const longest = 16

/**
 * A service with all it extends, nearest last: mappings are joined, lists put one after the other (a mount of the
 * same target once), everything else is replaced, as the Compose specification has it. Throws `bad-compose`.
 */
export function mergeServices(app: string, name: string, compose: Compose, open: (path: string) => Compose | undefined, depth = 0): Service {
  const wrong = (reason: string): never => {
    throw new Problem('bad-compose', { app, where: `services.${name}.extends`, reason })
  }
  const service = Object.hasOwn(compose.services, name) ? compose.services[name] : undefined
  if (!service) return wrong('there is no such service to extend')
  if (service.extends === undefined) return service
  if (depth > longest) return wrong('it extends itself in a circle')
  const { extends: base, ...own } = service
  const from = typeof base === 'string' ? { service: base, file: undefined } : base
  const other = from.file === undefined ? compose : open(from.file)
  return other ? (merge(mergeServices(app, from.service, other, open, depth + 1), own) as Service) : own
}

/** These replace a list, since a command is one thing. */
const whole: ReadonlySet<string> = new Set(['command', 'entrypoint', 'test'])

function merge(base: Readonly<Record<string, unknown>>, over: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const made: Record<string, unknown> = { ...base }
  for (const [key, value] of Object.entries(over)) made[key] = whole.has(key) ? value : join(key, asMapping(key, made[key]), asMapping(key, value))
  return made
}

function join(key: string, before: unknown, after: unknown): unknown {
  if (key === 'volumes') return mounts(before, after)
  if (Array.isArray(before) && Array.isArray(after)) return [...new Set([...(before as unknown[]), ...(after as unknown[])])]
  if (isMapping(before) && isMapping(after)) return merge(before, after)
  return after
}

function mounts(before: unknown, after: unknown): unknown {
  const [old, fresh] = [before ?? [], after ?? []] as [Service['volumes'], Service['volumes']]
  const targets = new Set(fresh.map((mount) => partsOf(mount).target))
  return [...old.filter((mount) => !targets.has(partsOf(mount).target)), ...fresh]
}

/** `NAME=value` lists and name lists in the notation that can be joined. */
function asMapping(key: string, value: unknown): unknown {
  if (!Array.isArray(value)) return value
  const texts = value as readonly string[]
  if (key === 'environment' || key === 'labels') return Object.fromEntries(texts.map((text) => [text.split('=')[0], text.includes('=') ? text.slice(text.indexOf('=') + 1) : null]))
  if (key === 'depends_on') return Object.fromEntries(texts.map((text) => [text, { condition: 'service_started' }]))
  return value
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
