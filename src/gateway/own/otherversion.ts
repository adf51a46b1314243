import { isPageLoad } from '../http/head.ts'
import { answerProblem, answerText } from '../http/problems.ts'
import { otherVersionPage } from '../pages/otherversion.ts'
import type { OtherVersion } from '../sites/otherversion.ts'
import type { Visit } from '../visit.ts'

/** What is said at the name of a version that is not here: a page for a person, a problem for a program. */
export function answerOther({ request, answer, head, method, scheme, path, query }: Visit, other: OtherVersion): void {
  const url = other.address(scheme, head.host) + path + query
  const problem = other.reason(url)
  if (!isPageLoad(method, head)) return answerProblem(request, answer, head, problem)
  const page = otherVersionPage({ problem, title: other.entry.title, url, isComing: other.isComing })
  answerText(request, answer, head, problem.status, page, other.isComing ? ['Retry-After', '5'] : [])
}
