import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { SomePerson } from '../../access/person.ts'
import { ClaimBody, Me, MeBody, PasswordBody, SessionView, SignInBody, TokenBody, TokenMade, TokenView } from '../../model/api.ts'
import { SignInWays } from '../../model/outside.ts'
import { Problem } from '../../model/problem.ts'
import type { Api, ApiContext } from './context.ts'
import { factsOf } from './facts.ts'

const done = z.object({ ok: z.literal(true) })
const identified = z.object({ id: z.string().max(100) })

/** Becoming the owner, signing in and out, and what is one's own: name, password, sign-ins and tokens. */
export function personRoutes(api: Api, context: ApiContext): void {
  entryRoutes(api, context)
  ownRoutes(api, context)
  sessionRoutes(api, context)
  tokenRoutes(api, context)
}

function entryRoutes(api: Api, { access, locals, db }: ApiContext): void {
  api.post('/api/claim', { schema: { body: ClaimBody, response: { 200: Me } }, config: { policy: 'open' } }, async (request, reply) => {
    const { me, cookie } = await access.claim(request.body, factsOf(request, locals))
    return await reply.header('set-cookie', cookie).send(me)
  })
  api.get('/api/signin', { schema: { response: { 200: SignInWays } }, config: { policy: 'visitor' } }, async () => {
    const outside = (await db.outside.all()).map(({ id, config: { label } }) => ({ id, label }))
    return { outside, pairing: (await access.opening.get()).pairing, people: (await db.people.all()).length > 1 }
  })
  api.post('/api/session', { schema: { body: SignInBody, response: { 200: Me } }, config: { policy: 'visitor' } }, async (request, reply) => {
    const { name, password } = request.body
    const { me, cookie } = await access.signIn(name, password, factsOf(request, locals))
    return await reply.header('set-cookie', cookie).send(me)
  })
  api.delete('/api/session', { schema: { response: { 200: done } }, config: { policy: 'visitor' } }, async (request, reply) => {
    const cookie = await access.signOut(request.person, factsOf(request, locals))
    return await reply.header('set-cookie', cookie).send({ ok: true })
  })
}

function ownRoutes(api: Api, { access }: ApiContext): void {
  api.get('/api/me', { schema: { response: { 200: Me } }, config: { policy: 'person.read' } }, ({ person }) => access.meOf(person))
  api.patch('/api/me', { schema: { body: MeBody, response: { 200: Me } }, config: { policy: 'person.change' } }, async (request) => {
    const person = somebody(request)
    const { name } = await access.people.rename(person.id, request.body.name)
    await access.crowd.tell()
    await access.note(request, `change name to ${name}`, person.id)
    return access.meOf({ ...person, name })
  })
  api.post('/api/me/password', { schema: { body: PasswordBody, response: { 200: done } }, config: { policy: 'person.change' } }, async (request) => {
    const person = somebody(request)
    if (person.via === 'token') throw new Problem('forbidden') // it would outlive the token
    const { old, password } = request.body
    await access.brakes.begin('sign-in', { from: person.from, target: person.id })
    await access.people.setPassword(person.id, old, password, person.session)
    await access.brakes.succeeded('sign-in', { from: person.from, target: person.id })
    await access.crowd.tell()
    await access.note(request, 'set password', person.id)
    return { ok: true as const }
  })
}

function sessionRoutes(api: Api, { access }: ApiContext): void {
  api.get('/api/sessions', { schema: { response: { 200: z.array(SessionView) } }, config: { policy: 'sessions.read' } }, async (request) => {
    const person = somebody(request)
    return await access.sessions.list(person.id, person.session)
  })
  api.delete('/api/sessions/:id', { schema: { params: identified, response: { 200: done } }, config: { policy: 'sessions.revoke' } }, async (request) => {
    await access.revokeSession(request.person, request.params.id)
    await access.note(request, 'revoke session', request.params.id)
    return { ok: true as const }
  })
}

function tokenRoutes(api: Api, { access }: ApiContext): void {
  api.get('/api/tokens', { schema: { response: { 200: z.array(TokenView) } }, config: { policy: 'tokens.read' } }, async (request) => await access.tokens.list(somebody(request).id))
  api.post('/api/tokens', { schema: { body: TokenBody, response: { 201: TokenMade } }, config: { policy: 'tokens.create' } }, async (request, reply) => {
    if (!(await access.claimed())) throw new Problem('unclaimed')
    const made = await access.tokens.create(somebody(request).id, request.body)
    await access.note(request, 'create token', made.id)
    return await reply.code(201).send(made)
  })
  api.delete('/api/tokens/:id', { schema: { params: identified, response: { 200: done } }, config: { policy: 'tokens.revoke' } }, async (request) => {
    await access.tokens.revoke(somebody(request).id, request.params.id)
    await access.crowd.tell()
    await access.note(request, 'revoke token', request.params.id)
    return { ok: true as const }
  })
}

/** A paired device is nobody in person. Throws `forbidden`. */
export function somebody({ person }: Pick<FastifyRequest, 'person'>): SomePerson {
  if (person.kind !== 'person') throw new Problem('forbidden')
  return person
}
