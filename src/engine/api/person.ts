import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { ClaimBody, Me, SessionView, SignInBody, TokenBody, TokenMade, TokenView } from '../../model/api.ts'
import { Problem } from '../../model/problem.ts'
import type { Api, ApiContext } from './context.ts'
import { factsOf } from './facts.ts'

const done = z.object({ ok: z.literal(true) })
const identified = z.object({ id: z.string().max(100) })

/** Becoming the owner, signing in and out, and what a person holds: sessions and tokens. */
export function personRoutes(api: Api, context: ApiContext): void {
  const { access, locals } = context
  const meOf = ({ person }: FastifyRequest): z.infer<typeof Me> => {
    if (person.kind !== 'owner') throw new Problem('sign-in')
    return { name: person.name, role: 'owner', via: person.via }
  }
  api.post('/api/claim', { schema: { body: ClaimBody, response: { 200: Me } }, config: { policy: 'open' } }, async (request, reply) => {
    const { me, cookie } = await access.claim(request.body, factsOf(request, locals))
    return await reply.header('set-cookie', cookie).send(me)
  })
  api.post('/api/session', { schema: { body: SignInBody, response: { 200: Me } }, config: { policy: 'visitor' } }, async (request, reply) => {
    const { me, cookie } = await access.signIn(request.body.password, factsOf(request, locals))
    return await reply.header('set-cookie', cookie).send(me)
  })
  api.delete('/api/session', { schema: { response: { 200: done } }, config: { policy: 'visitor' } }, async (request, reply) => {
    const cookie = await access.signOut(request.person, factsOf(request, locals))
    return await reply.header('set-cookie', cookie).send({ ok: true })
  })
  api.get('/api/me', { schema: { response: { 200: Me } }, config: { policy: 'person.read' } }, (request) => meOf(request))
  api.get('/api/sessions', { schema: { response: { 200: z.array(SessionView) } }, config: { policy: 'sessions.read' } }, async (request) => [...(await access.sessions.list(request.person))])
  api.delete('/api/sessions/:id', { schema: { params: identified, response: { 200: done } }, config: { policy: 'sessions.revoke' } }, async (request) => {
    await access.sessions.revoke(request.params.id)
    await access.note(request, 'revoke session', request.params.id)
    return { ok: true as const }
  })
  api.get('/api/tokens', { schema: { response: { 200: z.array(TokenView) } }, config: { policy: 'tokens.read' } }, async () => [...(await access.tokens.list())])
  api.post('/api/tokens', { schema: { body: TokenBody, response: { 201: TokenMade } }, config: { policy: 'tokens.create' } }, async (request, reply) => {
    const made = await access.tokens.create(request.body)
    await access.note(request, 'create token', made.id)
    return await reply.code(201).send(made)
  })
  api.delete('/api/tokens/:id', { schema: { params: identified, response: { 200: done } }, config: { policy: 'tokens.revoke' } }, async (request) => {
    await access.tokens.revoke(request.params.id)
    await access.note(request, 'revoke token', request.params.id)
    return { ok: true as const }
  })
}
