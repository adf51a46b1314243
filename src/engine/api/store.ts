import { z } from 'zod'
import { AppName } from '../../model/names.ts'
import { Offer } from '../../model/origin.ts'
import { Problem } from '../../model/problem.ts'
import type { Api, ApiContext } from './context.ts'

const offered = z.object({ door: z.literal('store'), store: z.string(), app: AppName })

/** What could be installed, through every door that offers something. */
export function storeRoutes(api: Api, { doors }: ApiContext): void {
  api.get('/api/offers', { schema: { response: { 200: z.array(Offer) } }, config: { policy: 'offers.read' } }, async () => {
    return (await Promise.all(doors.map((door) => door.offers()))).flat()
  })
  api.get('/api/offers/:door/:store/:app/icon', { schema: { params: offered }, config: { policy: 'offers.read' } }, async (request, reply) => {
    const door = doors.find((each) => (each.name as string) === request.params.door)
    const icon = await door?.icon(request.params)
    if (!icon) throw new Problem('not-found', { what: 'icon of', name: request.params.app })
    return await reply.header('content-type', icon.type).header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'").send(icon.bytes)
  })
}
