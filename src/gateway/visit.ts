import type { IncomingMessage } from 'node:http'
import type { Answer } from './http/answer.ts'
import type { RequestHead } from './http/head.ts'

/** One request as it came in. */
export interface Visit {
  readonly request: IncomingMessage
  readonly answer: Answer
  readonly head: RequestHead
  /** The path and the query, as they came; the query with its `?`, or empty. */
  readonly path: string
  readonly query: string
  readonly scheme: 'http' | 'https'
  /** The port it came in by. */
  readonly port: number
}

export function schemeOf(request: IncomingMessage): 'http' | 'https' {
  return 'encrypted' in request.socket && request.socket.encrypted === true ? 'https' : 'http'
}
