import type { Holder, State, StandInRepository } from './state.testbed.ts'

/** A request to the API as its routes see it. */
export interface Asked {
  readonly state: State
  /** Of the pages. */
  readonly url: string
  readonly method: string
  /** The parts of the path in brackets. */
  readonly at: readonly string[]
  readonly query: URLSearchParams
  readonly body: Readonly<Record<string, unknown>>
  readonly bearer: string | null
  readonly holder: Holder | undefined
}

export interface Answer {
  readonly status: number
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

export type Route = readonly [method: string, path: RegExp, answer: (asked: Asked, repository: StandInRepository) => Answer | Promise<Answer>]

export const notFound: Answer = { status: 404, body: { message: 'Not Found' } }
export const ok = (body: unknown): Answer => ({ status: 200, body })
export const made = (body: unknown): Answer => ({ status: 201, body })

export function textIn(body: Asked['body'], field: string): string {
  const value = body[field]
  return typeof value === 'string' ? value : ''
}

/** Whether whoever asks may write this kind of thing; people may all. */
export function mayWrite({ holder }: Asked, permission: string): boolean {
  return holder?.kind === 'person' || holder?.permissions[permission] === 'write'
}

export const forbidden: Answer = { status: 403, body: { message: 'Resource not accessible by integration' } }

/** A page of a list, with the way to the next as GitHub has it. */
export function paged(asked: Asked, path: string, all: readonly unknown[]): Answer {
  const [each, page] = [Number(asked.query.get('per_page') ?? 30), Number(asked.query.get('page') ?? 1)]
  const query = new URLSearchParams(asked.query)
  query.set('page', String(page + 1))
  const headers = page * each < all.length ? { link: `<${asked.url}/api/v3${path}?${query.toString()}>; rel="next"` } : {}
  return { status: 200, body: all.slice((page - 1) * each, page * each), headers }
}
