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
    case 'crowd':
      return isCrowd(value['crowd'])
    case 'certificates':
      return typeof value['redirect'] === 'boolean' && isListOf(value['certificates'], isCertificate)
    case 'challenges':
      return isTextMap(value['answers'])
    default:
      return false
  }
}

function isSnapshot(value: Json): boolean {
  const { consoleNames, crowd, routes, lan, identity } = value
  const named = texts(value, 'domain', 'engineSocket', 'key') && isTexts(consoleNames) && (lan === null || typeof lan === 'string')
  return named && isIdentity(identity) && isCrowd(crowd) && isListOf(routes, isRoute)
}

function isIdentity(value: unknown): boolean {
  return isObject(value) && texts(value, 'issuer') && isTextMap(value['key'])
}

function isCrowd(value: unknown): boolean {
  return isObject(value) && typeof value['open'] === 'boolean' && isListOf(value['sessions'], isSession)
}

function isSession(value: unknown): boolean {
  if (!isObject(value) || !texts(value, 'id') || !isObject(value['of'])) return false
  const { of } = value
  if (of['kind'] === 'person') return texts(of, 'id', 'name') && roles.has(of['role']) && isTexts(of['groups'])
  if (of['kind'] === 'link') return texts(of, 'instance', 'path') && typeof of['expires'] === 'number'
  return of['kind'] === 'device' && texts(of, 'id', 'name')
}

function isCertificate(value: unknown): boolean {
  return isObject(value) && isTexts(value['names']) && texts(value, 'chain', 'key')
}

function isRoute(value: unknown): boolean {
  if (!isObject(value) || !texts(value, 'instance', 'title', 'state') || typeof value['since'] !== 'number') return false
  const { policy, entries, headers, hosts, step, expected, cause } = value
  const known =
    (hosts === undefined || isTexts(hosts)) &&
    isPolicy(policy) &&
    Array.isArray(entries) &&
    entries.every(isEntry) &&
    (headers === undefined || (Array.isArray(headers) && headers.every(isHeaderRule)))
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

const roles: ReadonlySet<unknown> = new Set(['owner', 'admin', 'member', 'guest'])
const accesses: ReadonlySet<unknown> = new Set(['public', 'devices', 'members', 'private', 'peer'])

function isAccess(value: unknown): boolean {
  return accesses.has(value) || (isObject(value) && isTexts(value['people']) && isTexts(value['groups']) && isTexts(value['devices']))
}

function texts(value: Json, ...names: string[]): boolean {
  return names.every((name) => typeof value[name] === 'string')
}

function isTextMap(value: unknown): boolean {
  return isObject(value) && Object.values(value).every((one) => typeof one === 'string')
}

function isListOf(value: unknown, isOne: (one: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(isOne)
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
