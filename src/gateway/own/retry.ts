import { Problem } from '../../model/problem.ts'
import { localPath } from '../access/localpath.ts'
import { answerProblem } from '../http/problems.ts'
import type { SiteEntry } from '../sites/entry.ts'
import type { Visit } from '../visit.ts'
import { pathOf } from './options.ts'
import type { OwnOptions } from './options.ts'

/** The button on the page of an instance that failed. Only that page may press it. */
export function retry(visit: Visit, entry: SiteEntry, { permit, onRetry }: OwnOptions): void {
  const { request, answer, head } = visit
  if (!fromHere(visit)) return answerProblem(request, answer, head, new Problem('origin', { origin: head.origin || 'unknown' }))
  const path = pathOf(visit)
  if (!permit.may(visit, entry.site, path)) return answerProblem(request, answer, head, new Problem('sign-in'))
  if (entry.site.condition === 'failed') onRetry(entry.site)
  answer.writeHead(303, ['Location', localPath(path), 'Cache-Control', 'no-store', 'Content-Length', '0'])
  answer.end()
}

function fromHere({ head, scheme }: Visit): boolean {
  if (head.origin !== '') return head.origin === `${scheme}://${head.host}`
  return head.fetchSite === 'same-origin'
}
