import type { EngineFrame } from '../protocol.ts'

/**
 * A frame of the engine, or nothing when it is none. The schema is `EngineFrame` in `protocol.ts`; it is
 * checked by hand because the schema library would take 16 of the 70 MB the gateway may have, and a test
 * holds the two to the same verdicts on the kind of frames that matter: other versions and broken lines.
 */
export function parseFrame(line: string): EngineFrame | undefined {
  const value = asJson(line)
  return isFrame(value) ? value : undefined
}

type Json = Readonly<Record<string, unknown>>

function isFrame(value: unknown): value is EngineFrame {
  if (!isObject(value)) return false
  switch (value['type']) {
    case 'snapshot':
      return isSnapshot(value)
    case 'route':
      return isRoute(value['route'])
    case 'route-gone':
      return texts(value, 'instance')
    case 'sessions':
      return isTexts(value['sessions']) && (value['owner'] === undefined || typeof value['owner'] === 'string')
    default:
      return false
  }
}

function isSnapshot(value: Json): boolean {
  const { consoleNames, sessions, routes, owner } = value
  return texts(value, 'domain', 'engineSocket', 'key') && isTexts(consoleNames) && isTexts(sessions) && isRoutes(routes) && (owner === undefined || typeof owner === 'string')
}

function isRoutes(value: unknown): boolean {
  return Array.isArray(value) && value.every(isRoute)
}

function isRoute(value: unknown): boolean {
  if (!isObject(value) || !texts(value, 'instance', 'title', 'state') || typeof value['since'] !== 'number') return false
  const { policy, entries, headers, step, expected, cause } = value
  const known = isPolicy(policy) && Array.isArray(entries) && entries.every(isEntry) && (headers === undefined || (Array.isArray(headers) && headers.every(isHeaderRule)))
  return known && (step === null || typeof step === 'string') && (expected === null || typeof expected === 'number') && (cause === null || isCause(cause))
}

function isPolicy(value: unknown): boolean {
  if (!isObject(value) || !isAccess(value['access']) || !isObject(value['paths'])) return false
  return Object.entries(value['paths']).every(([path, access]) => path.startsWith('/') && isAccess(access))
}

function isHeaderRule(value: unknown): boolean {
  if (!isObject(value) || !texts(value, 'prefix') || !isObject(value['set'])) return false
  return Object.values(value['set']).every((parts) => Array.isArray(parts) && parts.every(isHeaderPart))
}

function isHeaderPart(value: unknown): boolean {
  if (!isObject(value)) return typeof value === 'string'
  const { visitor } = value
  return visitor === 'type' || visitor === 'id' || visitor === 'name'
}

function isEntry(value: unknown): boolean {
  if (!isObject(value) || (value['protocol'] !== 'http' && value['protocol'] !== 'tcp')) return false
  const { listen, target, open } = value
  if (open !== undefined && typeof open !== 'boolean') return false
  return (listen === null || Number.isInteger(listen)) && (target === null || (isObject(target) && texts(target, 'host') && Number.isInteger(target['port'])))
}

function isCause(value: unknown): boolean {
  return isObject(value) && texts(value, 'code', 'message', 'fix', 'at') && (value['log'] === undefined || isTexts(value['log']))
}

function isAccess(value: unknown): boolean {
  return value === 'public' || value === 'private' || value === 'peer'
}

function texts(value: Json, ...names: string[]): boolean {
  return names.every((name) => typeof value[name] === 'string')
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((one) => typeof one === 'string')
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function asJson(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}
