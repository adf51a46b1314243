import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { Outside } from '../../access/outside/outside.ts'
import type { Turn, Visit } from '../../access/outside/outside.ts'
import type { Person, SomePerson } from '../../access/person.ts'
import { systemClock } from '../../kit/clock.ts'
import { OutsideAccount, OutsideBody, OutsideId, OutsideView } from '../../model/outside.ts'
import { Problem } from '../../model/problem.ts'
import type { Api, ApiContext } from './context.ts'
import { factsOf } from './facts.ts'

const named = z.object({ id: OutsideId })
const done = z.object({ ok: z.literal(true) })
const Wish = z.object({ next: z.string().max(4000).optional(), join: z.string().max(100).optional(), link: z.literal('1').optional() })

/** OpenID providers outside: which there are, and signing in there. */
export function outsideRoutes(api: Api, context: ApiContext): void {
  const outside = new Outside({ db: context.db, clock: systemClock, log: context.log, access: context.access })
  configRoutes(api, context, outside)
  ownRoutes(api, context, outside)
  signInRoutes(api, context, outside)
}

function configRoutes(api: Api, context: ApiContext, { providers }: Outside): void {
  const { access } = context
  api.get('/api/outside', { schema: { response: { 200: z.array(OutsideView) } }, config: { policy: 'people.read' } }, async (request) => await providers.list(originOf(request, context)))
  api.put('/api/outside/:id', { schema: { params: named, body: OutsideBody, response: { 200: OutsideView } }, config: { policy: 'machine.change' } }, async (request) => {
    const { id } = request.params
    const view = await providers.put(id, request.body, originOf(request, context))
    await access.note(request, 'set outside sign-in', id)
    return view
  })
  api.delete('/api/outside/:id', { schema: { params: named, response: { 200: done } }, config: { policy: 'machine.change' } }, async (request) => {
    await providers.remove(request.params.id)
    await access.note(request, 'remove outside sign-in', request.params.id)
    return { ok: true as const }
  })
}

function ownRoutes(api: Api, { access }: ApiContext, { ways }: Outside): void {
  api.get('/api/me/outside', { schema: { response: { 200: z.array(OutsideAccount) } }, config: { policy: 'person.read' } }, async ({ person }) => await ways.list(personIn(person).id))
  api.delete('/api/me/outside/:id', { schema: { params: z.object({ id: z.string().max(100) }), response: { 200: done } }, config: { policy: 'person.change' } }, async (request) => {
    const removed = await ways.remove(personIn(request.person).id, request.params.id)
    await access.note(request, 'remove a way to sign in', removed.label)
    return { ok: true as const }
  })
}

/** Pages that are only passed through: whatever becomes of it, the answer is where to go next. */
function signInRoutes(api: Api, context: ApiContext, outside: Outside): void {
  api.get('/signin/outside/:id', { schema: { hide: true, params: named, querystring: Wish }, config: { policy: 'visitor' } }, async (request, reply) => {
    const { link, ...wish } = request.query
    return await go(reply, await outside.begin(request.params.id, { ...wish, link: link === '1' }, visitOf(request, context)))
  })
  api.get('/signin/outside/:id/callback', { schema: { hide: true, params: named }, config: { policy: 'visitor' } }, async (request, reply) => {
    const mark = request.url.indexOf('?')
    return await go(reply, await outside.finish(request.params.id, mark < 0 ? '' : request.url.slice(mark), visitOf(request, context)))
  })
}

function visitOf(request: FastifyRequest, { locals }: ApiContext): Visit {
  const { 'sec-fetch-site': fetchSite, referer } = request.headers
  return { person: request.person, facts: factsOf(request, locals), cameFrom: { fetchSite, referer } }
}

async function go(reply: FastifyReply, { location, cookies }: Turn): Promise<FastifyReply> {
  for (const cookie of cookies) reply.header('set-cookie', cookie)
  return await reply.header('cache-control', 'no-store').header('referrer-policy', 'no-referrer').redirect(location)
}

/** The console as whoever asks sees it; over the local socket, where people find it. */
function originOf(request: FastifyRequest, { locals, settings, front }: ApiContext): string {
  const { local, scheme, host } = factsOf(request, locals)
  if (!local && host !== undefined) return `${scheme}://${host}`
  const { port } = front()
  return `http://berth.${settings.domain}${port === null || port === 80 ? '' : `:${port}`}`
}

/** A device has no account of its own. */
function personIn(person: Person): SomePerson {
  if (person.kind !== 'person') throw new Problem('forbidden')
  return person
}
