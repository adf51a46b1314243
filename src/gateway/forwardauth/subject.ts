import { saysWho } from '../http/headerkinds.ts'
import type { Visit } from '../visit.ts'
import { valuesOf } from './whence.ts'

/** Where somebody else's reverse proxy asks about each visit before it passes it on; behind it, `?answer=codes`. */
export function isForwardAuth(path: string): boolean {
  return path === '/.berth/forward-auth'
}

/**
 * The visit that a proxy asks about, in `X-Forwarded-Method`, `-Host` and `-Uri`; or why it is refused. A visitor
 * who says who they are in words that are the gateway's is turned away: the proxy may pass on what it was told.
 */
export function subjectOf(asking: Visit): Visit | string {
  const { request, head, query } = asking
  const lines = request.rawHeaders
  const [method, host, uri] = ['x-forwarded-method', 'x-forwarded-host', 'x-forwarded-uri'].map((name) => only(lines, name))
  if (!method || !host || !uri?.startsWith('/')) return 'the proxy does not say which method, host and path it is about, each of them once'
  const forged = namesIn(lines).find((name) => saysWho(name) || isOddlyForwarded(name))
  if (forged !== undefined) return `${forged} is not for visitors to say`
  head.host = host
  const mark = uri.indexOf('?')
  return { ...asking, method, path: mark < 0 ? uri : uri.slice(0, mark), query: mark < 0 ? '' : uri.slice(mark), forProxy: query === '?answer=codes' ? 'codes' : 'pages' }
}

const passable: ReadonlySet<string> = new Set(['GET /.berth/enter', 'GET /.berth/link', 'GET /.berth/sign-out', 'POST /.berth/retry'])

/** Of the gateway's own addresses on an app's origin a proxy brings back only what is not said with "yes, pass it on". */
export function mayBeOwn({ forProxy, method, path }: Visit): boolean {
  return forProxy === undefined || passable.has(`${method} ${path}`)
}

function only(lines: readonly string[], name: string): string | undefined {
  const said = valuesOf(lines, name)
  return said.length === 1 ? said[0] : undefined
}

function namesIn(lines: readonly string[]): string[] {
  return lines.filter((_, at) => at % 2 === 0)
}

/** `X_Forwarded_For`: what the proxy says itself it spells as everybody does. */
function isOddlyForwarded(name: string): boolean {
  return /^x[^a-z0-9]forwarded[^a-z0-9]/i.test(name) && !/^x-forwarded-[a-z-]+$/i.test(name)
}
