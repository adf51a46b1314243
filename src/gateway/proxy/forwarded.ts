import { withoutOurs } from '../http/cookies.ts'
import type { Visit } from '../visit.ts'
import type { Destination } from './destination.ts'

/** Adds to the lines that go on what only the gateway may say: where the visitor came from, and to what. */
export function forward({ request, head, scheme, port }: Visit, { whose }: Destination): void {
  const { lines, host, cookie } = head
  if (cookie !== '') {
    const kept = whose === 'app' ? withoutOurs(cookie) : cookie
    if (kept !== '') lines.push('Cookie', kept)
  }
  lines.push('Host', host, 'X-Forwarded-For', peer(request.socket.remoteAddress), 'X-Forwarded-Proto', scheme, 'X-Forwarded-Host', host, 'X-Forwarded-Port', String(port))
}

/** An IPv4 visitor on a socket that serves both reads `::ffff:192.0.2.1`. */
function peer(address: string | undefined): string {
  if (address === undefined) return 'unknown'
  return address.startsWith('::ffff:') ? address.slice(7) : address
}
