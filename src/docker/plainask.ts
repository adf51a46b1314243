import { once } from 'node:events'
import { request } from 'node:http'
import type { IncomingMessage } from 'node:http'
import { text } from 'node:stream/consumers'

/**
 * A request to the daemon's API as it stands: dockerode leaves out the parameters of these. A `path` without a version
 * is answered by the daemon's newest. Throws with `statusCode` and the daemon's words, as dockerode does.
 */
export async function plainAsk(socket: string, method: 'GET' | 'POST', path: string, query: Readonly<Record<string, string>>): Promise<unknown> {
  const asking = request({ socketPath: socket, method, path: `${path}?${new URLSearchParams(query).toString()}`, headers: { host: 'docker' } })
  asking.end()
  const [answer] = (await once(asking, 'response')) as [IncomingMessage]
  const body = await text(answer)
  const { statusCode = 500 } = answer
  if (statusCode >= 400) throw Object.assign(new Error(body.slice(0, 600)), { statusCode })
  return body === '' ? null : (JSON.parse(body) as unknown)
}
