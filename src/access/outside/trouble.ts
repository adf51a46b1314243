import { Problem } from '../../model/problem.ts'
import type { ProblemCode } from '../../model/problems.ts'
import { OutOfReach, TooLarge } from './boundedfetch.ts'

/** Answers of a provider by which it does not know this machine (RFC 6749 4.1.2.1 and 5.2). */
const setup: ReadonlySet<string> = new Set(['invalid_client', 'unauthorized_client', 'unsupported_response_type', 'invalid_scope', 'invalid_request'])
/** Somebody changed their mind, or has no account there. */
const denied: ReadonlySet<string> = new Set(['access_denied', 'login_required', 'interaction_required', 'consent_required', 'account_selection_required'])
/** Nobody is there, or nothing that speaks HTTP well. */
const down: ReadonlySet<string> = new Set(['OAUTH_TIMEOUT', 'OAUTH_ABORT', 'OAUTH_RESPONSE_IS_NOT_CONFORM', 'server_error', 'temporarily_unavailable'])

/** What a provider did wrong, in one of few words for the visitor, with the reason for the audit and the log. */
export function troubleWith(error: unknown): Problem {
  if (error instanceof Problem) return error
  return new Problem(codeOf(error), { reason: reasonOf(error) }, error)
}

function codeOf(error: unknown): ProblemCode {
  const said = textOf(error, 'error') ?? textOf(error, 'code') ?? ''
  if (setup.has(said)) return 'outside-setup'
  if (denied.has(said)) return 'outside-denied'
  return down.has(said) || isUnreachable(error) ? 'outside-down' : 'outside-answer'
}

/** Node's `fetch` says it so where there is no answer at all. */
function isUnreachable(error: unknown): boolean {
  return error instanceof TypeError && error.message === 'fetch failed'
}

/** The library's own words, the innermost that it has; never what the provider wrote. */
function reasonOf(error: unknown): string {
  const said = textOf(error, 'error')
  if (said !== undefined && (setup.has(said) || denied.has(said) || down.has(said))) return said
  const inner = error instanceof Error ? error.cause : undefined
  const chosen = inner instanceof Error && (inner instanceof TooLarge || inner instanceof OutOfReach || textOf(inner, 'code') !== undefined) ? inner : error
  return chosen instanceof Error ? chosen.message.slice(0, 200) : 'unknown'
}

function textOf(value: unknown, member: string): string | undefined {
  const found: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, member) : undefined
  return typeof found === 'string' ? found : undefined
}
