import { z } from 'zod'
import { AppMeta } from '../../model/app.ts'
import type { Api } from './context.ts'

/** For editors: `"$schema": "http://<this machine>/api/schemas/app_meta.json"` checks an app while it is written. */
export function schemaRoutes(api: Api): void {
  const schema = z.toJSONSchema(AppMeta, { io: 'input' })
  api.get('/api/schemas/app_meta.json', { schema: { hide: true }, config: { policy: 'open' } }, async (_, reply) => {
    return await reply.header('content-type', 'application/schema+json').header('access-control-allow-origin', '*').send(JSON.stringify(schema))
  })
}
