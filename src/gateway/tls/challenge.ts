import { answerText } from '../http/problems.ts'
import type { Visit } from '../visit.ts'
import type { Https } from './https.ts'

const base = '/.well-known/acme-challenge/'

/** Asked by a certificate authority that wants to see that a name is ours (RFC 8555, 8.3). */
export function isChallenge(path: string): boolean {
  return path.startsWith(base)
}

export function answerChallenge({ request, answer, head, path }: Visit, https: Https): void {
  const found = https.answerTo(path.slice(base.length))
  const body = { type: 'text/plain', text: found ?? '', csp: "default-src 'none'" }
  answerText(request, answer, head, found === undefined ? 404 : 200, body, [])
}
