import { z } from 'zod'
import { InstanceName } from '../../model/names.ts'
import type { Api, ApiContext } from './context.ts'
import { EventAnswer } from './events.ts'
import { demandInspect } from './inspect.ts'

const named = z.object({ name: InstanceName })
const Query = z.object({ tail: z.coerce.number().int().min(0).max(5000).default(200), follow: z.stringbool().default(false) })

/** An instance's logs as server-sent events, all its services together; Docker keeps them within bounds. */
export function logRoutes(api: Api, context: ApiContext): void {
  const { access, docker, engine } = context
  api.get('/api/instances/:name/logs', { schema: { params: named, querystring: Query }, config: { policy: 'instances.read' } }, async (request, reply) => {
    const { name } = request.params
    await demandInspect(context, request.person, name)
    const containers = await docker.look(engine, name)
    await using answer = new EventAnswer(reply, { person: request.person, access })
    const options = { ...request.query, signal: answer.signal }
    await Promise.allSettled(containers.map((container) => answer.pour(docker.logs(container.id, options))))
  })
}
