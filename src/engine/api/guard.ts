import type { FastifyRequest } from 'fastify'
import type { Person } from '../../access/person.ts'
import { Problem } from '../../model/problem.ts'
import type { Api, ApiContext } from './context.ts'
import { factsOf } from './facts.ts'
import type { RoutePolicy } from './policy.ts'

/** Runs before every handler: who calls, and may they. Before the claim only `open` routes answer. */
export function guard(api: Api, context: Pick<ApiContext, 'access' | 'locals'>): void {
  const { access, locals } = context
  api.decorateRequest('person')
  api.addHook('onRequest', async (request) => {
    const facts = factsOf(request, locals)
    const { policy, ownRules = false } = request.routeOptions.config
    request.person = ownRules ? { kind: 'anonymous', from: facts.from } : await access.who(facts)
    if (policy === undefined) throw new Problem('no-route', { path: request.url.split('?')[0] ?? '' }) // nothing matched it: the same for all
    await check(policy, request, context)
    if (!ownRules) access.checkOrigin(facts, request.person)
  })
}

async function check(policy: RoutePolicy, request: FastifyRequest, { access }: Pick<ApiContext, 'access'>): Promise<void> {
  const { person } = request
  if (policy === 'open') return
  if (policy === 'local' && isLocal(person)) return
  if (policy === 'local') throw new Problem('no-route', { path: request.url.split('?')[0] ?? '' })
  if (!(await access.claimed()) && !isLocal(person)) throw new Problem('unclaimed')
  if (policy === 'visitor') return
  if (access.may(person, policy)) return
  throw new Problem(person.kind === 'anonymous' ? 'sign-in' : 'forbidden')
}

function isLocal(person: Person): boolean {
  return person.kind === 'person' && person.via === 'local'
}
