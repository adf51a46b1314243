import { z } from 'zod'
import { AppName } from '../../model/names.ts'
import { OfferPage, OfferQuery, OfferView } from '../../model/origin.ts'
import { Problem } from '../../model/problem.ts'
import type { Api, ApiContext } from './context.ts'

const offered = z.object({ door: z.literal('store'), store: z.string(), app: AppName })

/** What could be installed, through every door that offers something. */
export function storeRoutes(api: Api, { doors, offers }: ApiContext): void {
  api.get('/api/offers', { schema: { querystring: OfferQuery, response: { 200: z.array(OfferView) } }, config: { policy: 'offers.read' } }, async (request) => [...(await offers.find(request.query))])
  api.get('/api/offers/:door/:store/:app', { schema: { params: offered, response: { 200: OfferPage } }, config: { policy: 'offers.read' } }, async (request) => await offers.page(request.params))
  api.get('/api/offers/:door/:store/:app/icon', { schema: { params: offered }, config: { policy: 'offers.read' } }, async (request, reply) => {
    const icon = await doors.of(request.params).icon(request.params)
    if (!icon) throw new Problem('not-found', { what: 'icon of', name: request.params.app })
    const caching = 'private, max-age=3600'
    return await reply.header('content-type', icon.type).header('cache-control', caching).header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'").send(icon.bytes)
  })
}
