import type { Proxies } from './forwardauth/proxies.ts'
import { whenceOf } from './forwardauth/whence.ts'
import type { Answer } from './http/answer.ts'
import type { RequestHead } from './http/head.ts'
import type { Incoming } from './http/incoming.ts'

/** One request as it came in. */
export interface Visit {
  readonly request: Incoming
  readonly answer: Answer
  readonly head: RequestHead
  /** The path and the query, as they came; the query with its `?`, or empty. */
  readonly path: string
  readonly query: string
  /** As the visitor sees it. */
  readonly scheme: 'http' | 'https'
  /** The visitor's address. */
  readonly from: string
  /** The port it came in by. */
  readonly port: number
}

/** `head` learns whether the visitor came by HTTPS. */
export function visitOf(request: Incoming, answer: Answer, head: RequestHead, port: number, proxies: Proxies): Visit {
  const url = request.url ?? '/'
  const mark = url.indexOf('?')
  const { from, scheme } = whenceOf(request, proxies)
  head.secure = scheme === 'https'
  return { request, answer, head, path: mark < 0 ? url : url.slice(0, mark), query: mark < 0 ? '' : url.slice(mark), scheme, from, port }
}
