import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { z } from 'zod'
import type { Person } from '../../access/person.ts'
import type { LogLine } from '../../docker/docker.ts'
import { InstanceName } from '../../model/names.ts'
import { Problem } from '../../model/problem.ts'
import type { Api, ApiContext } from './context.ts'

const named = z.object({ name: InstanceName })
const Query = z.object({ tail: z.coerce.number().int().min(0).max(5000).default(200), follow: z.stringbool().default(false) })

/** An instance's logs as server-sent events, all its services together; Docker keeps them within bounds. */
export function logRoutes(api: Api, { access, docker, engine, db }: ApiContext): void {
  api.get('/api/instances/:name/logs', { schema: { params: named, querystring: Query }, config: { policy: 'instances.inspect' } }, async (request, reply) => {
    const { person } = request
    const { name } = request.params
    if (!(await db.specs.get(name))) throw new Problem('not-found', { what: 'app', name })
    const containers = await docker.look(engine, name)
    const gone = new AbortController()
    reply.hijack()
    const forget = access.crowd.onChange(({ sessions }) => {
      if (isOut(person, sessions)) gone.abort(new Error('the reader was signed out'))
    })
    reply.raw.on('close', () => {
      forget()
      gone.abort(new Error('the reader left'))
    })
    reply.raw.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
    reply.raw.flushHeaders()
    const options = { ...request.query, signal: gone.signal }
    await Promise.allSettled(containers.map((container) => pour(docker.logs(container.id, options), reply.raw, gone.signal)))
    reply.raw.end()
  })
}

async function pour(lines: AsyncIterable<LogLine>, to: ServerResponse, signal: AbortSignal): Promise<void> {
  for await (const line of lines) {
    if (!to.write(`data: ${JSON.stringify(line)}\n\n`)) await once(to, 'drain', { signal })
  }
}

/** What a sign-in opened ends with it. */
function isOut(person: Person, live: readonly { readonly id: string }[]): boolean {
  const session = person.kind === 'anonymous' ? undefined : person.session
  return session !== undefined && !live.some(({ id }) => id === session)
}
