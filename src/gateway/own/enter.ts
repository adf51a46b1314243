import { Problem } from '../../model/problem.ts'
import { appCookie } from '../access/cookiename.ts'
import { localPath } from '../access/localpath.ts'
import { answerProblem } from '../http/problems.ts'
import type { SiteEntry } from '../sites/entry.ts'
import type { Visit } from '../visit.ts'
import type { OwnOptions } from './options.ts'

/** Takes the one-time ticket of the console's sign-in for a session on this app's own origin. */
export function enter(visit: Visit, { site }: SiteEntry, { visitors, sessionSeconds }: OwnOptions): void {
  const query = new URLSearchParams(visit.query)
  const session = visitors.admit(site.instance, query.get('ticket') ?? '', sessionSeconds)
  if (!session) return answerProblem(visit.request, visit.answer, visit.head, new Problem('sign-in'))
  const secure = visit.scheme === 'https' ? '; Secure' : ''
  const cookie = `${appCookie(site.instance)}=${session}; Path=/; Max-Age=${sessionSeconds}; HttpOnly; SameSite=Lax${secure}`
  const to = localPath(query.get('to'))
  visit.answer.writeHead(302, ['Location', to, 'Set-Cookie', cookie, 'Cache-Control', 'no-store', 'Referrer-Policy', 'no-referrer', 'Content-Length', '0'])
  visit.answer.end()
}
