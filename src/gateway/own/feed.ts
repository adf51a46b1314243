import { Problem } from '../../model/problem.ts'
import { answerProblem } from '../http/problems.ts'
import { newsOf } from '../pages/news.ts'
import type { SiteEntry } from '../sites/entry.ts'
import type { Visit } from '../visit.ts'
import { pathOf } from './options.ts'
import type { OwnOptions } from './options.ts'

/** The event stream of a waiting page: the news now, and again with each change, until the app is open. */
export function feed(visit: Visit, { site }: SiteEntry, { permit, visitors, clock }: OwnOptions): void {
  const { request, answer, head } = visit
  if (!permit.may(visit, site, pathOf(visit))) return answerProblem(request, answer, head, new Problem('sign-in'))
  answer.writeHead(200, ['Content-Type', 'text/event-stream', 'Cache-Control', 'no-store', 'X-Accel-Buffering', 'no'])
  const tell = () => {
    const visitor = visitors.of(site.instance, head)
    answer.write(`data: ${JSON.stringify(newsOf(site.route, site.condition, visitor, clock.date().getTime()))}\n\n`)
    if (site.condition === 'open') answer.end()
  }
  const closed = () => {
    site.watchers.delete(tell)
    site.demand.closePage()
  }
  site.demand.openPage()
  site.watchers.add(tell)
  answer.over = { closed }
  tell()
}
