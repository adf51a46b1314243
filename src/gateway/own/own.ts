import { Problem } from '../../model/problem.ts'
import { answerProblem } from '../http/problems.ts'
import type { SiteEntry } from '../sites/entry.ts'
import type { Visit } from '../visit.ts'
import { enter, enterByLink, leave } from './enter.ts'
import { feed } from './feed.ts'
import type { OwnOptions } from './options.ts'
import { retry } from './retry.ts'

/** All below this belongs to the gateway on every app's origin, and never reaches an app. */
const base = '/.berth'

export function isOwn(path: string): boolean {
  return path.startsWith(base) && (path.length === base.length || path[base.length] === '/')
}

/** Signing in and out, which is the same at every name of an app. */
export function isWayIn({ method, path }: Visit): boolean {
  return method === 'GET' && ['/enter', '/link', '/sign-out'].some((way) => path === base + way)
}

export function answerOwn(visit: Visit, entry: SiteEntry, options: OwnOptions): void {
  const asked = `${visit.method} ${visit.path.slice(base.length)}`
  if (asked === 'GET /enter') return enter(visit, entry, options)
  if (asked === 'GET /link') return enterByLink(visit, entry, options)
  if (asked === 'GET /sign-out') return leave(visit, entry, options.consoleUrl(visit))
  if (asked === 'GET /jwks.json') return answerKeys(visit, options)
  if (asked === 'GET /waiting') return feed(visit, entry, options)
  if (asked === 'POST /retry') return retry(visit, entry, options)
  answerProblem(visit.request, visit.answer, visit.head, new Problem('no-route', { path: visit.path }))
}

/** The public key that apps verify `X-Berth-Identity` with. */
function answerKeys({ answer }: Visit, { identity }: OwnOptions): void {
  answer.writeHead(200, ['Content-Type', 'application/json', 'Cache-Control', 'public, max-age=300', 'Content-Length', String(Buffer.byteLength(identity.jwks))])
  answer.end(identity.jwks)
}
