import { Problem } from '../../model/problem.ts'
import { anonymous } from '../../model/visitor.ts'
import { appCookie } from '../access/cookiename.ts'
import { localPath } from '../access/localpath.ts'
import { answerProblem } from '../http/problems.ts'
import type { SiteEntry } from '../sites/entry.ts'
import type { Visit } from '../visit.ts'
import type { OwnOptions } from './options.ts'

/** Takes the one-time ticket of the console's sign-in for a session on this app's own origin. */
export function enter(visit: Visit, { site }: SiteEntry, { visitors, witness, sessionSeconds }: OwnOptions): void {
  const query = new URLSearchParams(visit.query)
  const session = visitors.admit(site.instance, query.get('ticket') ?? '', sessionSeconds)
  if (!session) {
    witness.saw({ visitor: anonymous, action: 'enter', instance: site.instance, from: visit.from, result: 'bad-ticket' })
    return answerProblem(visit.request, visit.answer, visit.head, new Problem('sign-in'))
  }
  goOn(visit, localPath(query.get('to')), { instance: site.instance, session, seconds: sessionSeconds })
}

/** Takes a shared link for a session that is good for its path only. Whoever may go there anyway keeps who they are. */
export function enterByLink(visit: Visit, { site }: SiteEntry, { visitors, permit, witness, sessionSeconds }: OwnOptions): void {
  const admitted = visitors.admitLink(site.instance, new URLSearchParams(visit.query).get('key') ?? '', sessionSeconds)
  witness.saw({ visitor: anonymous, action: admitted ? `open ${admitted.path} by a link` : 'open by a link', instance: site.instance, from: visit.from, result: admitted ? 'ok' : 'bad-link' })
  if (!admitted) return answerProblem(visit.request, visit.answer, visit.head, new Problem('bad-link'))
  const to = localPath(admitted.path)
  if (permit.may(visit, site, to)) return goOn(visit, to)
  goOn(visit, to, { instance: site.instance, session: admitted.session, seconds: sessionSeconds })
}

/** Ends the session on this origin; the sign-in at the console is ended there. */
export function leave(visit: Visit, { site }: SiteEntry, consoleUrl: string): void {
  goOn(visit, consoleUrl, { instance: site.instance, session: '', seconds: 0 })
}

interface AppSession {
  readonly instance: string
  readonly session: string
  readonly seconds: number
}

function goOn({ answer, scheme }: Visit, to: string, given?: AppSession): void {
  const secure = scheme === 'https'
  const lines = ['Location', to, 'Cache-Control', 'no-store', 'Referrer-Policy', 'no-referrer', 'Content-Length', '0']
  if (given) lines.push('Set-Cookie', `${appCookie(given.instance, secure)}=${given.session}; Path=/; Max-Age=${given.seconds}; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`)
  answer.writeHead(302, lines)
  answer.end()
}
