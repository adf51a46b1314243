import type { StatusAnswer } from '../provider.ts'
import { gone } from '../api/refusal.ts'
import type { Rest } from '../api/rest.ts'
import { page, Report } from './answers.ts'
import { operation } from './comments.ts'

const results = { pending: 'Running', success: 'Succeeded', failure: 'Failed', error: 'Failed', superseded: 'Cancelled' } as const

/** A status is a report about a commit there. `at`: the repository. */
export async function putReport(rest: Rest, at: string, { commit, state, context, text, url }: StatusAnswer): Promise<void> {
  const about = { url, result_summary: text, result: results[state] }
  const known = await rest.get(`${at}?ws.op=getStatusReports&commit_sha1=${commit}`, page(Report))
  const report = known?.entries.find(({ title }) => title === context)
  const told = report ? await rest.headersOf(report.self_link, operation('update', about)) : await rest.headersOf(at, operation('newStatusReport', { title: context, commit_sha1: commit, ...about }))
  if (told === null) throw gone(rest.provider, 'commit')
}
