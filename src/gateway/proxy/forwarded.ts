import { withoutOurs } from '../http/cookies.ts'
import type { Visit } from '../visit.ts'
import type { Destination } from './destination.ts'

/** Adds to the lines that go on what only the gateway may say: where the visitor came from, and to what. */
export function forward({ head, scheme, port, from }: Visit, { whose }: Destination): void {
  const { lines, host, cookie } = head
  if (cookie !== '') {
    const kept = whose === 'app' ? withoutOurs(cookie) : cookie
    if (kept !== '') lines.push('Cookie', kept)
  }
  lines.push('Host', host, 'X-Forwarded-For', from, 'X-Forwarded-Proto', scheme, 'X-Forwarded-Host', host, 'X-Forwarded-Port', String(port))
}
