import { TryLater } from '../../../../jobs/handler.ts'
import { Problem } from '../../../../model/problem.ts'

/** An answer that is not the one asked for. */
export interface Refused {
  readonly status: number
  readonly header: (name: string) => string | null | undefined
  /** What the provider says is wrong. */
  readonly message: string
}

/**
 * How much of a connection no longer works: all of it (the token or key is not accepted), what it may do for one account (an
 * App's installation there), or just what was asked.
 */
export type Scope = 'connection' | 'account' | 'request'

/** Milliseconds, where a limit says nothing of when. */
const aWhile = 60_000

export function down(provider: string, reason: string, cause?: unknown): Problem {
  return new Problem('provider-down', { provider, reason: reason.slice(0, 300) }, cause)
}

export function denied(provider: string, scope: Scope, reason: string, cause?: unknown): Problem {
  return new Problem('provider-denied', { provider, reason: reason.slice(0, 300), scope }, cause)
}

/** There is nothing (any more) to write to. */
export function gone(provider: string, what: string): Problem {
  return denied(provider, 'request', `there is no such ${what} that it may write to`)
}

/** What a `provider-denied` is about; nothing for any other error. */
export function scopeOf(error: unknown): Scope | undefined {
  if (!(error instanceof Problem) || error.code !== 'provider-denied') return undefined
  const { scope } = error.values
  return scope === 'connection' || scope === 'account' ? scope : 'request'
}

/** What to throw for an answer of 400 and more. */
export function refusalOf(provider: string, refused: Refused): Error {
  const { status, message } = refused
  const reason = message === '' ? `it answers ${status}` : `${message} (${status})`
  if (isLimit(refused)) return new TryLater(pauseOf(refused), down(provider, `it limits how often it may be asked: ${reason}`))
  if (status >= 500 || status === 408) return down(provider, reason)
  return denied(provider, status === 401 ? 'connection' : 'request', reason)
}

function isLimit({ status, header, message }: Refused): boolean {
  if (status === 429) return true
  if (status !== 403) return false
  return Boolean(header('retry-after')) || leftOf(header) === '0' || /rate limit|abuse detection/i.test(message)
}

/** How often it may be asked before the limit begins anew; nothing where that is not said. */
function leftOf(header: Refused['header']): string | null | undefined {
  return header('x-ratelimit-remaining') ?? header('ratelimit-remaining')
}

/**
 * Both ends of a pause by date are read off the provider's clock: ours may be wrong. When a limit begins anew counts only for
 * one that is used up: GitHub has another one, on bursts, and then says how it stands with this one all the same.
 */
function pauseOf({ header }: Refused): number {
  const now = Date.parse(header('date') ?? '') || Date.now()
  const after = header('retry-after') ?? ''
  if (/^\d+$/.test(after)) return atLeast(Number(after) * 1000)
  if (after === '' && (leftOf(header) ?? '0') !== '0') return aWhile
  const reset = Number(header('x-ratelimit-reset') ?? header('ratelimit-reset') ?? NaN)
  const until = Number.isNaN(reset) ? Date.parse(after) : reset * 1000
  return Number.isNaN(until) ? aWhile : atLeast(until - now)
}

function atLeast(milliseconds: number): number {
  return Math.max(1000, milliseconds)
}

/** Fetch hides why in the cause. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (error.name === 'TimeoutError') return 'it took too long'
  if (error.cause instanceof Error) return error.cause.message || codeOf(error.cause)
  return error.message
}

function codeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name
}
