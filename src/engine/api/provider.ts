import { Problem } from '../../model/problem.ts'
import type { Api, ApiContext } from './context.ts'

/**
 * Berth as OpenID provider for its own apps, at `/oidc`. Every request goes to the library as it came: it reads bodies
 * itself, and knows by the protocol's rules who may ask from where.
 */
export function providerRoutes(api: Api, { provider }: Pick<ApiContext, 'provider'>): void {
  void api.register((scope, _, done) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', (_request, _payload, parsed) => parsed(null))
    scope.route({
      method: ['GET', 'POST', 'OPTIONS'],
      url: '/oidc/*',
      schema: { hide: true },
      config: { policy: 'visitor', ownRules: true },
      handler: async (request, reply) => {
        if (!(await provider.isUsed())) throw new Problem('no-route', { path: request.url.split('?')[0] ?? '' })
        reply.hijack()
        await provider.handle(request.raw, reply.raw)
      },
    })
    done()
  })
}
