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
  /** What the visitor asks for it with: `GET`. */
  readonly method: string
  /** The path and the query, as they came; the query with its `?`, or empty. */
  readonly path: string
  readonly query: string
  /** As the visitor sees it. */
  readonly scheme: 'http' | 'https'
  /** The visitor's address. */
  readonly from: string
  /** The port it came in by. */
  readonly port: number
  /**
   * Somebody else's proxy asks whether it may pass on the visit that this describes: it is told so, and passes it on
   * itself. `codes`: it understands no answer but yes and no, so a visitor cannot be shown a page.
   */
  readonly forProxy?: 'pages' | 'codes'
}

/** `head` learns whether the visitor came by HTTPS. */
export function visitOf(request: Incoming, answer: Answer, head: RequestHead, port: number, proxies: Proxies): Visit {
  const url = request.url ?? '/'
  const mark = url.indexOf('?')
  const { from, scheme } = whenceOf(request, proxies)
  head.secure = scheme === 'https'
  return { request, answer, head, method: request.method ?? 'GET', path: mark < 0 ? url : url.slice(0, mark), query: mark < 0 ? '' : url.slice(mark), scheme, from, port }
}
