import type { Incoming } from './incoming.ts'
import type { Problem } from '../../model/problem.ts'
import { problemPage } from '../pages/problem.ts'
import type { Answer } from './answer.ts'
import { isPageLoad } from './head.ts'
import type { RequestHead } from './head.ts'

/** Answers with a problem: a page for a person, RFC 9457 for a program. */
export function answerProblem(request: Incoming, answer: Answer, head: RequestHead | undefined, problem: Problem, more: readonly string[] = []): void {
  const page = head !== undefined && isPageLoad(request.method, head)
  const body = page ? problemPage(problem) : { type: 'application/problem+json', text: JSON.stringify(problem.body()), csp: "default-src 'none'" }
  answerText(request, answer, head, problem.status, body, [...retryAfter(problem), ...more])
}

export interface Text {
  readonly type: string
  readonly text: string
  readonly csp: string
}

/** One of the gateway's own answers, which nobody may keep or frame. */
export function answerText(request: Incoming, answer: Answer, head: RequestHead | undefined, status: number, body: Text, more: readonly string[]): void {
  if (answer.headersSent || answer.destroyed) return
  const bytes = Buffer.from(body.text)
  // Somebody who waits for `100 Continue` may or may not send the body: the connection is of no more use.
  if (head?.expectsContinue || head?.fault !== undefined) answer.shouldKeepAlive = false
  const lines = [...more, 'Content-Type', body.type, 'Content-Length', String(bytes.length), 'Cache-Control', 'no-store', ...guards, 'Content-Security-Policy', body.csp]
  answer.writeHead(status, lines)
  answer.end(request.method === 'HEAD' ? undefined : bytes)
}

const guards = ['X-Content-Type-Options', 'nosniff', 'X-Frame-Options', 'SAMEORIGIN', 'Referrer-Policy', 'no-referrer']

function retryAfter(problem: Problem): string[] {
  const { seconds } = problem.values
  if (problem.status !== 503) return []
  return ['Retry-After', String(seconds ?? 5)]
}
