import type { FastifyRequest } from 'fastify'
import { Problem } from '../../model/problem.ts'
import type { Api, ApiContext } from './context.ts'
import { factsOf } from './facts.ts'
import type { RoutePolicy } from './policy.ts'

/** Runs before every handler: who calls, and may they. Before the claim only `open` routes answer. */
export function guard(api: Api, context: ApiContext): void {
  const { access, locals } = context
  api.decorateRequest('person')
  api.addHook('onRequest', async (request) => {
    const facts = factsOf(request, locals)
    request.person = await access.who(facts)
    const policy = request.routeOptions.config.policy
    if (policy === undefined) throw new Problem('no-route', { path: request.url.split('?')[0] ?? '' }) // nothing matched it: the same for all
    await check(policy, request, context)
    access.checkOrigin(facts, request.person)
  })
}

async function check(policy: RoutePolicy, request: FastifyRequest, { access }: ApiContext): Promise<void> {
  const { person } = request
  if (policy === 'open') return
  if (policy === 'local' && person.kind === 'owner' && person.via === 'local') return
  if (policy === 'local') throw new Problem('no-route', { path: request.url.split('?')[0] ?? '' })
  if (!(await access.claimed()) && !(person.kind === 'owner' && person.via === 'local')) throw new Problem('unclaimed')
  if (policy === 'visitor') return
  if (access.may(person, policy)) return
  throw new Problem(person.kind === 'anonymous' ? 'sign-in' : 'forbidden')
}
