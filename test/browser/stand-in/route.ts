import type { IncomingHttpHeaders } from 'node:http'
import type { InstanceView } from '../../../src/model/instance.ts'
import { Problem } from '../../../src/model/problem.ts'
import type { Rows } from './rows.ts'

export interface Asked {
  readonly rows: Rows
  /** What stands in the path's open places. */
  readonly parts: readonly string[]
  readonly query: URLSearchParams
  readonly body: unknown
  readonly headers: IncomingHttpHeaders
}

export interface Answer {
  readonly status?: number
  readonly body: unknown
  /** The session cookie is set or taken away. */
  readonly session?: 'begin' | 'end'
  /** Another `Set-Cookie` header. */
  readonly cookie?: string
}

export interface Route {
  readonly method: string
  readonly path: RegExp
  /** Answers also those who are not signed in. */
  readonly open?: boolean
  readonly answer: (asked: Asked) => Answer | Promise<Answer>
}

export function instanceIn(rows: Rows, name = ''): InstanceView {
  const found = rows.instances.get(name)
  if (!found) throw new Problem('not-found', { what: 'app', name })
  return found
}
