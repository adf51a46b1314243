import type { Problem } from '../../model/problem.ts'
import { escaped, layout } from './layout.ts'

export interface OtherVersionOptions {
  readonly problem: Problem
  /** What the app is called, and where the version of it that is here answers. */
  readonly title: string
  readonly url: string
  /** It will be here: the page asks again by itself. */
  readonly isComing: boolean
}

/** For a person who asked for a version of an app that is not here: why, and the way to the one that is. */
export function otherVersionPage({ problem, title, url, isComing }: OtherVersionOptions): ReturnType<typeof layout> {
  const head = isComing ? '<meta http-equiv="refresh" content="5">\n' : ''
  const main = `<h1>${escaped(problem.message)}</h1>\n<p>What is here now is at <a href="${escaped(url)}">${escaped(title)}</a>.</p>`
  return layout({ title: problem.message, main, head })
}
