import type { FastifyInstance, RouteOptions } from 'fastify'
import type { Action } from '../../access/may.ts'

/**
 * What a route asks of whoever calls it. There is no default: a route that says nothing keeps the engine
 * from starting.
 * - `open`: anybody, also before the claim
 * - `visitor`: anybody, once the machine has an owner
 * - `local`: only over the socket that the machine's own administrator can open
 * - an action: whoever may do it
 */
export type RoutePolicy = 'open' | 'visitor' | 'local' | Action

declare module 'fastify' {
  interface FastifyContextConfig {
    policy?: RoutePolicy
    /** It reads cookies, credentials and origins by rules of its own, those of OpenID; the policy counts all the same. */
    ownRules?: boolean
  }
}

/** Refuses, at start-up, every route that does not say who may call it. */
export function demandPolicies(app: FastifyInstance): void {
  app.addHook('onRoute', (route: RouteOptions) => {
    if (route.config?.policy === undefined) throw new Error(`the route ${String(route.method)} ${route.url} has no policy`)
  })
}
