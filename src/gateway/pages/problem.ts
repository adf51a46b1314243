import type { Problem } from '../../model/problem.ts'
import { escaped, layout } from './layout.ts'

/** A problem for a person. */
export function problemPage(problem: Problem): ReturnType<typeof layout> {
  const main = `<h1>${escaped(problem.message)}</h1>\n<p>${escaped(problem.fix)}</p>\n<p>${problem.status} · ${problem.code}</p>`
  return layout({ title: problem.message, main })
}
