import { Problem } from '../model/problem.ts'
import type { Person, RequestFacts } from './person.ts'

const harmless: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * A browser sends its cookie whoever wrote the page, and cookies ignore ports. So what changes something, and every
 * WebSocket, must come from a page of exactly this scheme, host and port. Tokens and the local socket are not sent
 * by accident. Without a sign-in (claim, sign in) a missing origin is a program's, a foreign one is refused.
 * Throws `origin`.
 */
export function checkOrigin(facts: RequestFacts, person: Person): void {
  if (harmless.has(facts.method) && !facts.upgrade) return
  if (person.kind === 'person' && person.via !== 'session') return
  if (facts.origin === undefined && person.kind === 'anonymous') return
  if (!isOwn(facts)) throw new Problem('origin', { origin: facts.origin ?? 'unknown' })
}

function isOwn({ origin, scheme, host }: RequestFacts): boolean {
  if (origin === undefined || host === undefined || !URL.canParse(origin)) return false
  const own = `${scheme}://${host}`
  return URL.canParse(own) && origin !== 'null' && new URL(origin).origin === new URL(own).origin
}
